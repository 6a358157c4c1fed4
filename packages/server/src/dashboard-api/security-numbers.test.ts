import { settingStandards } from '@countersign/contract'
import { defaultSettings } from '@countersign/contract/settings'
import { expect, test } from 'vitest'
import { securityNumbers } from './security-numbers.ts'

const all = securityNumbers(defaultSettings)
const one = (name: string, settings = defaultSettings) => securityNumbers(settings).find((each) => each.name === name)

test('every number that an operator may choose is there with its bounds, and each standard is about one of them', () => {
  expect(one('lockout.attempts')).toMatchObject({ value: 10, unit: 'tries', bounds: { least: 3, most: 20, usual: 10 } })
  expect(one('trusted_devices.days')?.bounds).toEqual({ least: 1, most: 90, usual: 30 })
  expect(Object.keys(settingStandards).filter((name) => !one(name))).toEqual([])
  expect(all.some(({ name }) => name.startsWith('sms.') || name === 'component_version')).toBe(false)
})

test('a value that is weaker than a standard says which, and one as strict does not', () => {
  const met = (name: string, settings = defaultSettings) => one(name, settings)?.standards.map((each) => each.is_met)
  expect(met('sessions.max_days')).toEqual([true, false])
  expect(
    met('sessions.max_days', { ...defaultSettings, sessions: { ...defaultSettings.sessions, max_days: 1 } }),
  ).toEqual([true, true])
  expect(met('password.min_length')).toEqual([true, false])
  expect(met('password.min_length', { ...defaultSettings, password: { min_length: 15 } })).toEqual([true, true])
})

test('no bound lets anybody leave the standard of the first level (SP 800-63B-4, ASVS 6.5.5)', () => {
  for (const { bounds, standards, name } of all) {
    const [first] = standards
    if (!bounds || !first || name === 'sessions.idle_hours') continue
    expect({ name, most: bounds.most }).toEqual({ name, most: Math.min(bounds.most, first.most ?? bounds.most) })
    expect({ name, least: bounds.least }).toEqual({ name, least: Math.max(bounds.least, first.least ?? bounds.least) })
  }
})

test('what nobody may choose meets what is said of it, but for the strictest reading of codes that are late', () => {
  const weak = all.filter(({ bounds, standards }) => bounds === null && standards.some((each) => !each.is_met))
  expect(weak.map(({ name }) => name)).toEqual(['totp_steps'])
})
