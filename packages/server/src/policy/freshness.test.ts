import { defaultSettings } from '@countersign/contract/settings'
import { expect, test } from 'vitest'
import { factors } from '../factors/index.ts'
import { amrOf } from './amr.ts'
import { ages, askableLevel, meets, presetOf } from './freshness.ts'

const now = 10_000_000_000
const ago = (minutes: number) => now - minutes * 60_000
const proven = (first: number | null, second: number | null) => ({
  firstAt: first === null ? null : ago(first),
  secondAt: second === null ? null : ago(second),
  secondStrategy: null,
})

test.each([
  ['first_factor', proven(9.99, null), true],
  ['first_factor', proven(10, 1), false],
  ['second_factor', proven(10_000, 9.99), true],
  ['second_factor', proven(1, 10), false],
  ['second_factor', proven(1, null), false],
  ['multi_factor', proven(1, 1), true],
  ['multi_factor', proven(10, 1), false],
  ['multi_factor', proven(1, 10), false],
] as const)('%s is met by the age of each proof alone (R81): %o is %s', (level, session, isMet) => {
  expect(meets(session, { level, minutes: 10 }, now)).toBe(isMet)
})

test('presets are those of the protocol, and ages of an instance’s own (R81)', () => {
  const presets = { hourly: { level: 'first_factor' as const, minutes: 60 } }
  const settings = { ...defaultSettings, reverification: { ...defaultSettings.reverification, presets } }
  const known = ['strict_mfa', 'strict', 'moderate', 'lax', 'hourly', 'unknown', 'toString']
  expect(known.map((name) => presetOf(settings, name))).toEqual([
    { level: 'multi_factor', minutes: 10 },
    { level: 'second_factor', minutes: 10 },
    { level: 'second_factor', minutes: 60 },
    { level: 'second_factor', minutes: 1440 },
    presets.hourly,
    undefined,
    undefined,
  ])
  expect(ages(proven(59.9, null), now)).toEqual([59, -1])
})

test('nothing weaker is asked for unless the instance says so, and never of who has the factor (R83)', () => {
  expect(askableLevel('second_factor', true, true)).toBe('second_factor')
  expect(askableLevel('multi_factor', false, false)).toBeNull()
  expect(askableLevel('multi_factor', false, true)).toBe('first_factor')
  expect(askableLevel('first_factor', false, false)).toBe('first_factor')
})

test.each([
  ['password', null, ['pwd']],
  ['password', 'totp', ['pwd', 'otp', 'mfa']],
  ['password', 'backup_code', ['pwd', 'backup', 'mfa']],
  ['email_code', 'phone_code', ['email', 'otp', 'sms', 'mfa']],
  ['phone_code', 'phone_code', ['otp', 'sms']],
  ['reset_password_phone_code', 'totp', ['otp', 'sms', 'mfa']],
  ['passkey', 'passkey', ['pop', 'user', 'mfa']],
  ['ticket', 'totp', ['otp']],
  ['ticket', null, []],
])('amr of %s and %s is %j: mfa stands for two kinds of proof and nothing less (R92)', (first, second, amr) => {
  const secondAt = second === null ? null : now
  expect(amrOf({ firstStrategy: first, firstAt: now, secondStrategy: second, secondAt })).toEqual(amr)
})

test('what was not proven in the session is not in amr, and every factor has a place there (R92)', () => {
  expect(amrOf({ firstStrategy: 'ticket', firstAt: null, secondStrategy: null, secondAt: null })).toEqual([])
  for (const { strategy } of factors) {
    const alone = amrOf({ firstStrategy: strategy, firstAt: now, secondStrategy: null, secondAt: null })
    expect(alone.length > 0, strategy).toBe(strategy !== 'ticket')
  }
})
