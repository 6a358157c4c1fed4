import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { limitsOfTheServer } from '../support/counters.ts'
import { testEngine } from '../support/database.ts'
import { hang } from '../support/peers/sms-provider.ts'
import { burst } from './burst.ts'
import { byAddress } from './by-address.ts'
import { byDestination } from './by-destination.ts'
import { ofCodes } from './of-codes.ts'
import { ofMessages } from './of-messages.ts'
import { ofReceipts } from './of-receipts.ts'
import { ofSecrets } from './of-secrets.ts'
import { ofStrangers } from './of-strangers.ts'
import { ofTries } from './of-tries.ts'
import { atSecondStep, codeTo, newInstance, withNumber } from './people.ts'
import { both, here, providers, servers, startServers, stopServers } from './servers.ts'

/** On SQLite a second server on the same data is refused (process.test.ts): there is nothing to share. */
const start =
  testEngine === 'postgres' ? startServers : () => console.log('Two servers need PostgreSQL: left out here.')

beforeAll(start, 120_000)
afterAll(stopServers)

const rows = [
  ...byAddress,
  ...byDestination,
  ...ofMessages,
  ...ofTries,
  ...ofCodes,
  ...ofStrangers,
  ...ofReceipts,
  ...ofSecrets,
]

test('every limit of the server has a row here', () => {
  expect(rows.map(([covers]) => covers).sort()).toEqual(limitsOfTheServer())
})

if (testEngine === 'postgres') {
  test.each(rows)('two servers let no more through than one: %s (R106)', async (_, prove) => prove(), 60_000)

  describe('a code sent twenty times at once to two servers has one effect, and every sender gets its answer', () => {
    test('when it proves a number (R14)', async () => {
      const { prepare, attempt, number } = await withNumber(await newInstance({ lockout: { attempts: 20 } }))
      await prepare()
      const code = await codeTo(number)
      const { 200: accepted } = await burst(20, () => attempt(code))
      expect(accepted).toBe(20)
    })

    test('when it is the second step of a sign-in, and one session is opened (R14)', async () => {
      const instance = await newInstance({ lockout: { attempts: 20 } })
      const { prepare, attempt, number } = await atSecondStep(instance)
      await prepare()
      const code = await codeTo(number)
      const { 200: accepted } = await burst(20, () => attempt(code))
      expect(accepted).toBe(20)
      const sessions = here.context.db.selectFrom('sessions').select('id')
      expect(await sessions.where('instance_id', '=', instance.instance.id).execute()).toHaveLength(1)
    })
  })

  test('two workers have sent every message once (R137)', async () => {
    const { db } = here.context
    const ofSms = db.selectFrom('messages').select(['id', 'status']).where('channel', '=', 'sms')
    await vi.waitFor(async () => expect(await ofSms.where('status', '=', 'queued').execute()).toEqual([]))
    const ids = providers.flatMap(({ got }) => got.map(({ id }) => id))
    expect(ids.toSorted()).toEqual((await ofSms.execute()).map(({ id }) => id).toSorted())
    for (const { got } of providers) expect(got.length).toBeGreaterThan(0)
  })

  test('what a server that died had in hand is sent by the other, under the same id and with the same code (R137)', async () => {
    const [first, second] = providers
    first.behave = hang
    const instance = await newInstance()
    const taken = async () => {
      for (;;) {
        // The worker of the server that was asked has it first, mostly: until it is the one that will die.
        const { number, prepare } = await atSecondStep(instance)
        expect((await prepare()).status).toBe(200)
        await wait(500)
        const message = first.got.find(({ to }) => to === number)
        if (message) return message
        // The servers take turns, and an even number of requests would ask the same one for ever.
        await both.app.request('http://localhost/healthz')
      }
    }
    const message = await taken()
    await servers[0].kill()
    await here.context.db.updateTable('messages').set({ next_at: Date.now() }).where('id', '=', message.id).execute()
    await vi.waitFor(() => expect(second.got).toContainEqual(message), { timeout: 10_000 })
    expect(second.got.filter(({ id }) => id === message.id)).toHaveLength(1)
  })
}
