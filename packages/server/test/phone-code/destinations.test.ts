import { describe, expect, test } from 'vitest'
import { createInstance } from '../../src/instances/create.ts'
import { Browser, backend, mailedCode, password, signUp } from '../support/browser.ts'
import {
  add,
  app,
  atSecondStep,
  attempt,
  enrolled,
  person,
  phonesOn,
  prepare,
  prepareSecond,
  setScene,
  texts,
} from './scene.ts'

setScene()

describe('where messages may go', () => {
  test.each([
    ['+49900123456', 'phone_number_not_mobile'],
    ['+4930123456', 'phone_number_not_mobile'],
    ['+881612345678', 'phone_number_not_mobile'],
    ['+882161234567', 'phone_number_not_mobile'],
    ['+12025550', 'form_param_format_invalid'],
    ['015112345678', 'form_param_format_invalid'],
    ['+4915123456789\r\n+4915123456780', 'form_param_format_invalid'],
    ['', 'form_param_format_invalid'],
  ])('%j is refused with %s (R134)', async (number, code) => {
    const { browser } = await person()
    const answer = await add(browser, number)
    expect([answer.status, answer.code]).toEqual([422, code])
  })

  test('a country that the operator did not choose gets nothing (R134)', async () => {
    const { browser } = await person()
    const { response } = await add(browser, '+33612345678')
    const answer = await prepare(browser, response.id)
    expect([answer.status, answer.code]).toEqual([422, 'sms_country_not_allowed'])
    expect(await texts(browser, '+33612345678')).toEqual([])
  })

  test('a production instance sends to no country until its operator chooses one (R134)', async () => {
    const live = await app.create({ name: 'Untouched', environment: 'production', host: 'clerk.untouched.example' })
    expect(live.instance.settings.sms.countries).toEqual([])
    const made = await createInstance(app.context, {
      name: 'Plain',
      environment: 'production',
      host: 'clerk.plain.example',
    })
    expect(made.instance.settings.sms.countries).toEqual([])
    const fields = { email_address: ['untouched@example.com'], password }
    await backend(app, live)('POST', '/users', fields)
    const browser = new Browser(app, live)
    browser.origin = 'https://clerk.untouched.example'
    await browser.post('/client/sign_ins', { identifier: 'untouched@example.com', password })
    for (const number of ['+4915123456789', '+12012345678', '+33612345678', '+436641234567', '+447912345678']) {
      const { response } = await add(browser, number)
      expect((await prepare(browser, response.id)).code).toBe('sms_country_not_allowed')
    }
    const sent = app.context.db.selectFrom('messages').select('id').where('instance_id', '=', live.instance.id)
    expect(await sent.where('channel', '=', 'sms').execute()).toEqual([])
  })

  test('a number is one number however it is written (R25)', async () => {
    const { browser } = await person()
    const { response } = await add(browser, '+49 (151) 234-56 789')
    expect(response.phone_number).toBe('+4915123456789')
    expect((await add(browser, '+49 151 23456789')).code).toBe('form_identifier_exists')
  })

  test('another code takes a minute, and an hour brings five at most, whatever they are for (R135)', async () => {
    const { email, phone } = await enrolled()
    app.clock.advance(3_600_000)
    const { browser, signIn } = await atSecondStep(email)
    expect((await prepareSecond(browser, signIn.id)).status).toBe(200)
    expect((await prepareSecond(browser, signIn.id)).code).toBe('too_many_requests')
    for (let sent = 1; sent < 5; sent++) {
      app.clock.advance(60_000)
      expect((await prepareSecond(browser, signIn.id)).status).toBe(200)
    }
    app.clock.advance(60_000)
    const sixth = await prepareSecond(browser, signIn.id)
    expect([sixth.status, sixth.code]).toEqual([429, 'too_many_requests'])
    expect(await texts(browser, phone.phone_number)).toHaveLength(6)
  })

  test('neighbouring numbers that nobody has verified share three messages in ten minutes (R135)', async () => {
    const statuses = []
    for (let i = 0; i < 6; i++) {
      const { browser } = await person()
      const { response } = await add(browser, `+4915299887${700 + i * 13}`)
      statuses.push((await prepare(browser, response.id)).status)
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429, 429])
  })

  test('a pump over neighbouring numbers that nobody reads opens the breaker of their range, and of no other (R135, R136)', async () => {
    const own = await app.create({ name: 'Pumped' }, { ...phonesOn, sms: { countries: ['DE'] } })
    const refusals = new Map<string | undefined, number>()
    let accepted = 0
    for (let i = 0; i < 14; i++) {
      // Four numbers of each of 14 people; three of a thousand get through in ten minutes, so the pump walks.
      const browser = await signUp(app, own, `pump${i}@example.com`)
      for (let n = 0; n < 4; n++) {
        const { response } = await add(browser, `+4915222${String(100_000 + (i * 4 + n) * 337).padStart(6, '0')}`)
        const answer = await prepare(browser, response.id)
        if (answer.status === 200) accepted++
        else refusals.set(answer.code, (refusals.get(answer.code) ?? 0) + 1)
      }
    }
    expect(accepted).toBe(20)
    expect(refusals.get('sms_paused')).toBe(36)
    const honest = await signUp(app, own, 'honest@example.com')
    const { response } = await add(honest, '+4917633345678')
    expect((await prepare(honest, response.id)).status).toBe(200)
    const audit = app.database.db.selectFrom('audit').selectAll().where('event', '=', 'sms.range_paused')
    expect((await audit.execute()).map(({ details }) => JSON.parse(details))).toEqual([
      { range: '+4915222', sent: 20, answered: 0 },
    ])
    app.clock.advance(61 * 60_000)
    const later = await signUp(app, own, 'later@example.com')
    const again = (await add(later, '+4915222999017')).response
    expect((await prepare(later, again.id)).status).toBe(200)
  })

  test('a range whose codes are typed in is never paused (R136)', async () => {
    const own = await app.create({ name: 'Busy' }, { ...phonesOn, sms: { countries: ['DE'] } })
    for (let i = 0; i < 30; i++) {
      const browser = await signUp(app, own, `busy${i}@example.com`)
      const number = `+4915777${String(100_000 + i * 1337)}`
      const { response } = await add(browser, number)
      expect((await prepare(browser, response.id)).status).toBe(200)
      if (i % 4 === 0) await attempt(browser, response.id, await mailedCode(browser, number))
    }
  })

  test('test numbers get no message in development, and their code is fixed', async () => {
    const { browser } = await person()
    const { response } = await add(browser, '+12025550142')
    await prepare(browser, response.id)
    expect(await texts(browser, '+12025550142')).toEqual([])
    expect((await attempt(browser, response.id, '424242')).status).toBe(200)
  })
})
