import { describe, expect, test } from 'vitest'
import { mailedCode } from '../support/browser.ts'
import { app, ask, connect, enter, instance, other, person, prepare, type Spending, setScene } from './scene.ts'

setScene()

describe('what SMS cost', () => {
  test('by day and country, with what was answered, refused and saved, and how today’s budget stands (R135)', async () => {
    await connect()
    const browser = await person()
    const { number, path } = await prepare(browser)
    await browser.post(`${path}/attempt_verification`, { code: await mailedCode(browser, number) })
    for (let i = 0; i < 4; i++) await prepare(await person())
    expect((await prepare(browser, '+33612345678')).answer.code).toBe('sms_country_not_allowed')
    const { response } = await ask<Spending>('GET', '/sms/spending?days=30')
    expect(response.days).toHaveLength(30)
    const today = new Date(app.clock.now()).toISOString().slice(0, 10)
    expect(response.days.at(-1)).toEqual({
      day: today,
      sent: 5,
      answered: 1,
      notices: 0,
      refused: 1,
      spent: 0.5,
      saved: 0.1,
    })
    expect(response.days.slice(0, -1).every(({ sent, spent }) => sent === 0 && spent === 0)).toBe(true)
    expect(response.countries).toEqual([
      { country: 'DE', sent: 5, answered: 1, notices: 0, refused: 0, spent: 0.5, saved: 0 },
      { country: 'FR', sent: 0, answered: 0, notices: 0, refused: 1, spent: 0, saved: 0.1 },
    ])
    expect(response.budget).toMatchObject({ used: 0.5, most: 1, level: 50 })
    expect(response.budget.resets_at).toBe(Date.parse(today) + 86_400_000)
    expect((await ask('GET', '/sms')).body).toEqual({ budget_level: 50, paused: 0 })
    // The rest is kept for owners of verified numbers.
    for (let i = 0; i < 4; i++) await prepare(await person())
    expect((await ask('GET', '/sms')).body).toEqual({ budget_level: 80, paused: 0 })
    app.clock.advance(86_400_000 * 7)
    await enter()
    expect((await ask<Spending>('GET', '/sms/spending?days=7')).response.countries).toEqual([])
    expect((await ask<Spending>('GET', '/sms/spending?days=30')).response.countries).toHaveLength(2)
  })

  test('where nobody is paid, nothing is spent and no budget is used up', async () => {
    await prepare(await person())
    const { response } = await ask<Spending>('GET', '/sms/spending?days=7')
    expect(response).toMatchObject({ is_paid: false, budget: { used: 0, level: 0 } })
    expect(response.countries).toEqual([
      { country: 'DE', sent: 1, answered: 0, notices: 0, refused: 0, spent: 0, saved: 0 },
    ])
  })

  test('a price is set for a country and taken out again', async () => {
    const prices = async (patch: object) =>
      (await ask<{ sms: { prices: object } }>('PATCH', '/settings', { sms: { prices: patch } })).response.sms.prices
    expect(await prices({ FR: 0.05 })).toEqual({ DE: 0.1, FR: 0.05 })
    expect(await prices({ DE: null })).toEqual({ FR: 0.05 })
    const refused = await ask('PATCH', '/settings', { sms: { daily_budget: null } })
    expect([refused.status, refused.code]).toEqual([422, 'settings_invalid'])
  })
})

describe('paused ranges', () => {
  interface Pause {
    id: string
    range: string
    is_paused: boolean
    lifted_at: number | null
  }
  async function tripRange() {
    for (let i = 0; i < 20; i++) await prepare(await person(), `+4915222${String(100_000 + i * 1337)}`)
    return (await prepare(await person(), '+4915222999017')).answer.code
  }

  test('are listed and ended by an operator who has just proven who they are, with a row in the audit (R130, R136)', async () => {
    expect(await tripRange()).toBe('sms_paused')
    expect((await ask('GET', '/sms')).body).toEqual({ budget_level: 0, paused: 1 })
    const [pause] = (await ask<Pause[]>('GET', '/sms/pauses')).response
    expect(pause).toMatchObject({ range: '+4915222', sent: 20, answered: 0, is_paused: true, lifted_at: null })
    expect((await ask('GET', '/sms/pauses', undefined, other)).body).toEqual([])
    const lift = (on = instance) => ask('POST', `/sms/pauses/${pause?.id}/lift`, {}, on)
    expect((await lift(other)).code).toBe('resource_not_found')
    app.clock.advance(11 * 60_000)
    expect((await lift()).code).toBe('session_reverification_required')
    await enter()
    expect((await lift()).body).toEqual({ id: pause?.id, lifted: true })
    expect((await lift()).code).toBe('resource_not_found')
    expect((await ask('GET', '/sms')).body).toEqual({ budget_level: 0, paused: 0 })
    expect((await ask<Pause[]>('GET', '/sms/pauses')).response).toMatchObject([{ is_paused: false }])
    expect((await prepare(await person(), '+4915222888017')).answer.status).toBe(200)
    const audit = await app.database.db
      .selectFrom('audit')
      .selectAll()
      .where('event', '=', 'sms.range_resumed')
      .where('instance_id', '=', instance.instance.id)
      .executeTakeFirstOrThrow()
    expect(audit.actor_id).toMatch(/^user_/)
  })

  test('are over after an hour by themselves', async () => {
    await tripRange()
    app.clock.advance(61 * 60_000)
    await enter()
    const [pause] = (await ask<Pause[]>('GET', '/sms/pauses')).response
    expect(pause).toMatchObject({ is_paused: false, lifted_at: null })
    expect((await ask('POST', `/sms/pauses/${pause?.id}/lift`, {})).code).toBe('resource_not_found')
  })
})

test('before SMS is switched off or on, or a second factor required, users with a reserved number are counted (S11, S22)', async () => {
  const browser = await person()
  const { number, path } = await prepare(browser)
  await browser.post(`${path}/attempt_verification`, { code: await mailedCode(browser, number) })
  await browser.patch(path, { reserved_for_second_factor: 'true' })
  await person()
  const preview = async (multi_factor: object) =>
    (await ask('POST', '/settings/preview', { patch: { multi_factor } })).body
  expect(await preview({ phone_code: false })).toMatchObject({
    affected: { totp: 0, phone_code: 1, backup_code: 0, passkey: 0 },
    must_enrol: 0,
  })
  expect(await preview({ required: true })).toMatchObject({ must_enrol: 1 })
  expect(await preview({ required: true, phone_code: false })).toMatchObject({ must_enrol: 2 })
  const none = { totp: 0, phone_code: 0, backup_code: 0, passkey: 0 }
  expect(await preview({ phone_code: false })).toMatchObject({ restored: none, asked: 0 })
  await ask('PATCH', '/settings', { multi_factor: { phone_code: false } })
  // The number stays reserved, so whoever has one is asked again.
  expect(await preview({ phone_code: true })).toMatchObject({
    affected: none,
    restored: { ...none, phone_code: 1 },
    asked: 1,
    must_enrol: 0,
  })
  expect(await preview({ passkey: true })).toMatchObject({ restored: none, asked: 0 })
  await ask('PATCH', '/settings', { multi_factor: { phone_code: true } })
  expect((await ask('GET', '/users/count')).body).toEqual({
    users: 2,
    totp: 0,
    phone_code: 1,
    backup_code: 1,
    passkey: 0,
  })
})
