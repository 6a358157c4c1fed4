import type { MfaRule, Settings } from '@countersign/contract'
import { defaultSettings } from '@countersign/contract/settings'
import { array, assert, boolean, constantFrom, integer, option, property, record, subarray, tuple } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { askedOf, decide, decideOnTrial, isShutOut, owesEnrolment } from './decide.ts'
import type { PolicyFacts } from './rules.ts'
import { simulate } from './simulate.ts'

const kinds = ['totp', 'phone_code', 'passkey'] as const
const day = 86_400_000
const times = integer({ min: 0, max: 40 * day })

const who = constantFrom<MfaRule['who']>(
  { kind: 'everyone' },
  { kind: 'metadata', key: 'role', value: 'admin' },
  { kind: 'metadata', key: '__proto__', value: true },
  { kind: 'email_domain', domain: 'bank.example' },
)
const grace = constantFrom<MfaRule['grace']>({ kind: 'none' }, { kind: 'days', days: 7 }, { kind: 'skips', skips: 2 })
const rule = record<Omit<MfaRule, 'id' | 'name'>>({
  mode: constantFrom('on', 'dry_run'),
  who,
  factors: subarray([...kinds], { minLength: 1 }),
  starts_at: option(times),
  grace,
  after: constantFrom('enrol', 'refuse'),
})
const rules = array(rule, { maxLength: 4 }).map((list) =>
  list.map((one, index) => ({ ...one, id: `rule${index}`, name: `Rule ${index}` })),
)
const settings = tuple(rules, boolean(), record({ totp: boolean(), phone_code: boolean(), passkey: boolean() })).map(
  ([list, required, on]): Settings => ({
    ...defaultSettings,
    multi_factor: { ...defaultSettings.multi_factor, ...on, required, rules: list },
  }),
)
const given = (id: string) =>
  tuple(times, boolean(), integer({ min: 0, max: 2 })).map(([noticed_at, isCounted, left]) => ({
    rule_id: id,
    noticed_at,
    until: isCounted ? null : noticed_at + 7 * day,
    skips_left: isCounted ? left : null,
  }))
const facts = record<PolicyFacts>({
  metadata: constantFrom('{}', '{"role":"admin"}', '{"role":["guest","admin"]}', '{"role":"guest"}'),
  domains: subarray(['bank.example', 'other.example']),
  enrolled: subarray([...kinds]),
  graces: tuple(given('rule0'), given('rule1')).chain((all) => subarray(all)),
})
const session = record({ mfa_skipped: option(constantFrom('rule0', 'rule1')), actor: option(constantFrom('{}')) })

const withRules = (from: Settings, list: readonly MfaRule[]): Settings => ({
  ...from,
  multi_factor: { ...from.multi_factor, rules: [...list] },
})

describe('whatever the rules, the user and the time', () => {
  test('nobody satisfies a rule but by a kind that it names, that is switched on, and that they have', () => {
    assert(
      property(facts, settings, times, (user, policy, at) => {
        const { outcome, rule: by } = decide(user, policy, at)
        const counts = user.enrolled.filter((kind) => by?.factors.includes(kind) && policy.multi_factor[kind])
        expect(outcome === 'satisfied').toBe(by !== null && counts.length > 0)
      }),
    )
  })

  test('where a factor is required of everybody, nobody goes free and nobody has time', () => {
    assert(
      property(facts, settings, times, (user, policy, at) => {
        if (!policy.multi_factor.required) return
        expect(['satisfied', 'enrol', 'refuse']).toContain(decide(user, policy, at).outcome)
      }),
    )
  })

  test('the first rule that decides would decide alone; rules on trial and later ones change nothing', () => {
    assert(
      property(facts, settings, times, (user, policy, at) => {
        const decision = decide(user, policy, at)
        const on = policy.multi_factor.rules.filter(({ mode }) => mode === 'on')
        expect(decide(user, withRules(policy, on), at)).toEqual(decision)
        const alone = decision.rule === null ? [] : on.filter(({ id }) => id === decision.rule?.id)
        expect(decide(user, withRules(policy, alone), at)).toEqual(decision)
      }),
    )
  })

  test('what a rule on trial would do is what it does once it is on', () => {
    assert(
      property(facts, settings, times, (user, policy, at) => {
        const trial = decideOnTrial(user, policy, at)
        if (trial === null) return
        const on = policy.multi_factor.rules.map((one) =>
          one.id === trial.rule?.id ? { ...one, mode: 'on' as const } : one,
        )
        expect(decide(user, withRules(policy, on), at)).toEqual({ ...trial, rule: { ...trial.rule, mode: 'on' } })
      }),
    )
  })

  test('time that passes gives nobody grace back, once they were told', () => {
    assert(
      property(facts, settings, times, times, (user, policy, at, later) => {
        const first = decide(user, policy, at)
        const then = decide(user, policy, at + later)
        if (!first.isNoticed || first.rule?.id !== then.rule?.id || first.outcome === 'grace') return
        expect(then.outcome).not.toBe('grace')
      }),
    )
  })

  test('who has a second factor that is switched on is asked for one, of a kind they have (R58)', () => {
    assert(
      property(facts, settings, times, (user, policy, at) => {
        const usable = user.enrolled.filter((kind) => policy.multi_factor[kind])
        const asked = askedOf(user, policy, at)
        expect(asked.length > 0).toBe(usable.length > 0)
        expect(usable).toEqual(expect.arrayContaining(asked))
        const { rule: by, outcome } = decide(user, policy, at)
        if (outcome === 'satisfied') for (const kind of asked) expect(by?.factors).toContain(kind)
      }),
    )
  })

  test('a session that was opened after the time is over owes or is shut out; only a skip of this very rule lets it be (R57)', () => {
    assert(
      property(facts, settings, times, session, (user, policy, at, one) => {
        const decision = decide(user, policy, at)
        if (decision.outcome !== 'enrol' && decision.outcome !== 'refuse') return
        const isFree = decision.countsSkips && one.mfa_skipped === decision.rule?.id
        expect(owesEnrolment(decision, one)).toBe(!isFree)
        expect(isShutOut(decision, one)).toBe(!isFree && decision.outcome === 'refuse')
      }),
    )
  })

  test('the simulator says what the sign-in does', () => {
    assert(
      property(facts, settings, times, (user, policy, at) => {
        const said = simulate(user, policy, at)
        const { outcome, rule: by, until } = decide(user, policy, at)
        expect(said).toMatchObject({ outcome, until, second_factors: askedOf(user, policy, at) })
        expect(said.rules.filter(({ verdict }) => verdict === 'decides').map(({ id }) => id)).toEqual(by ? [by.id] : [])
        expect(said.asks.includes('refusal')).toBe(outcome === 'refuse')
        expect(said.words).toMatch(/\.$/)
      }),
    )
  })
})
