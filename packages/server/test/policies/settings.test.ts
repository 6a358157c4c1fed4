import type { Settings, SettingsChangeView } from '@countersign/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { factorsOn, place, rule, withRules } from './scene.ts'

const day = 86_400_000
let app: TestApp

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

test('rules that contradict the other settings are refused with their place, and nothing is half applied', async () => {
  const own = place(app, await app.create({ name: 'Wrong' }, withRules()))
  const { multi_factor } = withRules()
  const cases: [object, string][] = [
    [{ multi_factor: { rules: [rule('a'), rule('a')] } }, 'multi_factor.rules.1.id'],
    [{ multi_factor: { rules: [rule('required')] } }, 'multi_factor.rules.0.id'],
    [{ multi_factor: { rules: [rule('A!')] } }, 'multi_factor.rules.0.id'],
    [{ multi_factor: { rules: [rule('a', { factors: [] })] } }, 'multi_factor.rules.0.factors'],
    [{ multi_factor: { totp: false, rules: [rule('a')] } }, 'multi_factor.rules.0.factors'],
    [
      {
        multi_factor: { rules: [rule('a', { factors: ['phone_code'] })] },
        first_factors: { password: false, email_code: false, phone_code: true },
        identifiers: { phone_number: 'required' },
      },
      'multi_factor.rules.0.factors',
    ],
    [
      { multi_factor: { required: true, rules: [rule('a', { grace: { kind: 'days', days: 1 } })] } },
      'multi_factor.rules.0.grace',
    ],
    [
      { multi_factor: { rules: [rule('a', { grace: { kind: 'days', days: 366 } })] } },
      'multi_factor.rules.0.grace.days',
    ],
    [
      { multi_factor: { rules: [{ ...rule('a'), who: { kind: 'email_domain', domain: '%' } }] } },
      'multi_factor.rules.0.who.domain',
    ],
    [{ multi_factor: { rules: Array.from({ length: 51 }, (_, index) => rule(`r${index}`)) } }, 'multi_factor.rules'],
  ]
  for (const [patch, field] of cases) {
    const refused = await own.call('PATCH', '/instance/settings', patch)
    expect([field, refused.status, refused.code, refused.errors[0]?.meta?.['param_name']]).toEqual([
      field,
      422,
      'settings_invalid',
      field,
    ])
    expect((await own.call('POST', '/instance/settings/preview', patch)).code).toBe('settings_invalid')
  }
  const { response } = await own.call<Settings>('GET', '/instance/settings')
  expect(response.multi_factor).toEqual({ ...multi_factor, required: false, nudges: true })
})

test('the last change of settings can be taken back within a day, unless they were changed since, and that again', async () => {
  const own = place(app, await app.create({ name: 'Undo' }, { multi_factor: factorsOn }))
  const last = async () => (await own.call<SettingsChangeView | null>('GET', '/instance/settings/undo')).response
  const undo = () => own.call<Settings>('POST', '/instance/settings/undo')
  expect([await last(), (await undo()).code]).toEqual([null, 'settings_undo_missing'])
  const at = app.clock.now()
  await own.patch({ multi_factor: { required: true } })
  expect(await last()).toEqual({
    object: 'settings_change',
    changed_at: at,
    changed_by: 'backend',
    changes: { 'multi_factor.required': { from: false, to: true } },
    undo_until: at + day,
  })
  app.clock.advance(day - 1)
  const undone = await undo()
  expect(undone.response.multi_factor).toMatchObject({ ...factorsOn, required: false })
  expect((await last())?.changes).toEqual({ 'multi_factor.required': { from: true, to: false } })
  expect((await undo()).response.multi_factor.required).toBe(true)
  // Pressed by two at once it is taken back once, or there and back.
  const pressed = await Promise.all([undo(), undo()])
  expect(pressed.map(({ status }) => status).every((status) => status === 200 || status === 409)).toBe(true)
  await own.patch({ lockout: { minutes: 20 } })
  expect((await undo()).response.lockout.minutes).toBe(15)
  app.clock.advance(day)
  expect([await last(), (await undo()).code]).toEqual([null, 'settings_undo_missing'])
  const events = await app.context.db
    .selectFrom('audit')
    .select('event')
    .where('event', '=', 'settings.undone')
    .execute()
  expect(events.length).toBeGreaterThanOrEqual(3)
})
