import { afterAll, beforeAll, expect, test } from 'vitest'
import type { State } from '../../src/cli/paths/people.ts'
import { ways } from '../../src/cli/paths/ways/index.ts'
import { everyTwo } from './combinations.ts'
import { gapsIn, switches, Walks } from './configured.ts'

/** What is demanded is read from settings, on no engine otherwise than on another: once is enough. */
let walks: Walks
beforeAll(async () => {
  walks = await Walks.start()
})
afterAll(() => walks.app.close())

type Kind = 'totp' | 'phone_code' | 'passkey'
const kindOf = { app: 'totp', phone: 'phone_code', passkey: 'passkey', 'app and backup codes': 'totp' } as const
const turns: readonly State[] = ['app', 'phone', 'passkey', 'app and backup codes', 'phone', 'app']

test('under every pair of settings, no way gives a credential to anybody who owes a second proof (R51, R52, S5)', async () => {
  // Each way takes the six rows with somebody else in each, who has a second factor that is switched on.
  for (const [index, row] of everyTwo(switches).entries())
    for (const [state, kind] of Object.entries(kindOf) as [State, Kind][]) {
      const found = await walks.walk({ ...row, [kind]: true }, (path, other) => {
        if (ways[path]?.shows === 'a new account') return state === 'app'
        const turn = (index + Object.keys(ways).indexOf(path)) % 6
        return other === state && turns[turn] === state
      })
      expect(gapsIn(found)).toEqual([])
    }
}, 120_000)
