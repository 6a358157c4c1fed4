import { afterAll, beforeAll, expect, test } from 'vitest'
import { all } from './combinations.ts'
import { gapsIn, switches, Walks } from './configured.ts'

let walks: Walks
beforeAll(async () => {
  walks = await Walks.start()
})
afterAll(() => walks.app.close())

/** Ways that nobody gets through, whatever the settings. */
const closed = [
  'passkey that asks nobody',
  'refresh token after signing out',
  'nonce of a handshake, again',
  'passkey without a key',
  'second step alone',
  'undo',
  'sign-up under a taken address',
]

test('every way in, in every state of the second step, gives nobody a credential who owes a proof (R51, R52, S5)', async () => {
  const whole = await walks.walk(all(switches, true))
  const strict = { ...all(switches, false), totp: true }
  const found = await walks.walk(strict, (_, state) => state === 'none' || state === 'backup codes')
  expect(gapsIn([...found, ...whole])).toEqual([])
  // What opens for nobody proves nothing: each way but these lets somebody in where nothing else is demanded.
  expect(whole.filter(({ state, without }) => state === 'none' && without === 'none').map(({ path }) => path)).toEqual(
    closed,
  )
  // Nor does a walk that a limit of the server stopped: with the code of an app, everybody comes in who may give one.
  const stopped = whole.filter((each) => each.state === 'app' && each.with !== null && each.with !== 'token')
  expect(stopped.map(({ path }) => path)).toEqual(['passkey without a key'])
})
