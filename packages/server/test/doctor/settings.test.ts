import { afterAll, beforeAll, expect, test } from 'vitest'
import type { State } from '../../src/cli/paths/people.ts'
import { ways } from '../../src/cli/paths/ways/index.ts'
import { all, everyTwo } from './combinations.ts'
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
})

test('where a rule wants one kind of everybody, whoever has another or none gets no further than setting it up (R57, R58)', async () => {
  const someRule = { id: 'all', name: 'Everybody', mode: 'on', who: { kind: 'everyone' }, factors: ['totp'] } as const
  const rule = { ...someRule, factors: ['totp' as const], starts_at: null, grace: { kind: 'none' as const } }
  const row = { ...all(switches, true), required: false }
  for (const after of ['enrol', 'refuse'] as const) {
    const found = await walks.walk(row, (_, state) => state !== 'app and backup codes', [{ ...rule, after }])
    expect(gapsIn(found)).toEqual([])
    const held = (path: string, state: State) => {
      const { demands, without } = found.find((each) => each.path === path && each.state === state)!
      return `${demands}: ${without}`
    }
    const left = after === 'enrol' ? 'pending' : 'none'
    expect(held('password', 'none')).toBe(`setting one up: ${left}`)
    expect(held('trusted browser', 'phone')).toMatch(/^setting one up: /)
    expect(held('password', 'app')).toBe('a second proof: none')
    // A key is both proofs, but not where the rule wants the app that its owner has.
    expect(held('passkey', 'app')).toBe('a second proof: none')
  }
})
