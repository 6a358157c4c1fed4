import { describe, expect, test } from 'vitest'
import { backend, distinct, mailed, mailedCode, me, password } from '../support/browser.ts'
import { answerSms, begin, createUser, newNumber, phoneFactor, signUpByPhone, steps } from '../support/phones.ts'
import { app, instance, newEmail, open, setScene, visitor } from './scene.ts'

setScene()

describe('a code by SMS as first factor', () => {
  test('signs in whoever has verified the number, and is remembered with the number (R20)', async () => {
    const number = newNumber()
    await createUser(app, instance, { phone_number: [number] })
    const browser = visitor()
    const begun = await begin(browser, number)
    expect(begun.response).toMatchObject({ status: 'needs_first_factor', identifier: number })
    const factor = phoneFactor(begun.response)
    expect(factor).toMatchObject({ safe_identifier: `+49 *******${number.slice(-4)}`, primary: true })
    const { prepareFirst } = steps(browser, begun.response.id)
    const phone_number_id = factor?.phone_number_id ?? ''
    const prepared = await prepareFirst({ strategy: 'phone_code', phone_number_id })
    expect(prepared.response.first_factor_verification).toMatchObject({ strategy: 'phone_code', status: 'unverified' })
    const { response } = await answerSms(browser, begun.response.id, number)
    expect(response).toMatchObject({ status: 'complete', first_factor_verification: { strategy: 'phone_code' } })
    const row = await app.database.db
      .selectFrom('sign_ins')
      .selectAll()
      .where('id', '=', response.id)
      .executeTakeFirstOrThrow()
    const [phone] = (await me(browser)).response.phone_numbers
    expect(row).toMatchObject({ first_strategy: 'phone_code', first_identification_id: phone?.id })
    // What was told before the proof is no id of a row.
    expect(phone_number_id).toMatch(/^idn_[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(phone_number_id).not.toBe(phone?.id)
  })

  test.each([
    ['spaces', (number: string) => number.replace(/(.{3})(.{3})/, '$1 $2 ')],
    ['brackets and hyphens', (number: string) => number.replace(/(.{3})(.{4})/, '$1 (0) $2-')],
    ['full-width digits', (number: string) => number.replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d)))],
  ])('finds the number written with %s (R25)', async (_, write) => {
    const number = newNumber()
    await createUser(app, instance, { phone_number: [number] })
    const browser = visitor()
    const begun = await begin(browser, write(number), { strategy: 'phone_code' })
    expect(begun.response.identifier).toBe(number)
    expect((await answerSms(browser, begun.response.id, number)).response.status).toBe('complete')
  })

  test('goes to no number that was only added (R48)', async () => {
    const number = newNumber()
    const browser = await signUpByPhone(app, instance, newNumber(), { password })
    await browser.post('/me/phone_numbers', { phone_number: number })
    const other = visitor()
    await begin(other, number, { strategy: 'phone_code' })
    expect(await mailed(other, number)).toEqual([])
  })

  test('answers to test numbers with the code of all tests, in development (R132)', async () => {
    await createUser(app, instance, { phone_number: ['+12015550123'] })
    const browser = visitor()
    const { response } = await begin(browser, '+12015550123', { strategy: 'phone_code' })
    const done = await steps(browser, response.id).attemptFirst({ strategy: 'phone_code', code: '424242' })
    expect(done.response.status).toBe('complete')
  })

  test('goes to a number of the user, by its id, and to nobody else’s (R53, R76)', async () => {
    const [one, two, foreign] = [newNumber(), newNumber(), newNumber()]
    await createUser(app, open, { phone_number: [one, two], email_address: [newEmail()] })
    await createUser(app, open, { phone_number: [foreign] })
    const stranger = phoneFactor((await begin(visitor(open), foreign)).response)
    const browser = visitor(open)
    const { response } = await begin(browser, one)
    const second = response.supported_first_factors.find(
      (factor) => factor.strategy === 'phone_code' && factor.safe_identifier.endsWith(two.slice(-4)),
    )
    const { prepareFirst } = steps(browser, response.id)
    const ask = (phone_number_id: string) => prepareFirst({ strategy: 'phone_code', phone_number_id })
    expect((await ask(stranger?.phone_number_id ?? '')).code).toBe('resource_not_found')
    expect((await ask((second as { phone_number_id: string }).phone_number_id)).status).toBe(200)
    expect((await answerSms(browser, response.id, two)).response.status).toBe('complete')
  })

  test('proves the channel it went through, whatever strategy it is handed in under (R15, R20)', async () => {
    const [number, email] = [newNumber(), newEmail()]
    await createUser(app, instance, { phone_number: [number], email_address: [email], password })
    const browser = visitor()
    const { response } = await begin(browser, number, { strategy: 'phone_code' })
    const { prepareFirst, attemptFirst } = steps(browser, response.id)
    const bySms = await mailedCode(browser, number)
    expect((await attemptFirst({ strategy: 'email_code', code: bySms })).code).toBe('form_code_incorrect')
    const reset = { strategy: 'reset_password_email_code', code: bySms }
    expect((await attemptFirst(reset)).code).toBe('verification_missing')
    expect((await prepareFirst({ strategy: 'email_code' })).status).toBe(200)
    const byMail = await mailedCode(browser, email)
    expect((await attemptFirst({ strategy: 'phone_code', code: byMail })).code).toBe('form_code_incorrect')
    expect((await attemptFirst({ strategy: 'email_code', code: byMail })).response.status).toBe('complete')
  })

  test('of one attempt opens no other (R15)', async () => {
    const number = newNumber()
    await createUser(app, instance, { phone_number: [number] })
    const [one, two] = [visitor(), visitor()]
    const first = await begin(one, number, { strategy: 'phone_code' })
    app.clock.advance(60_000)
    const second = await begin(two, number)
    const code = await mailedCode(one, number)
    const foreign = await steps(two, second.response.id).attemptFirst({ strategy: 'phone_code', code })
    expect(foreign.code).toBe('verification_missing')
    expect((await answerSms(one, first.response.id, number)).response.status).toBe('complete')
  })

  test('is accepted once, even by twenty callers at the same time (R6, R14)', async () => {
    const number = newNumber()
    await createUser(app, instance, { phone_number: [number] })
    const browser = visitor()
    const { response } = await begin(browser, number, { strategy: 'phone_code' })
    const code = await mailedCode(browser, number)
    const all = await Promise.all(
      Array.from({ length: 20 }, () =>
        steps(browser.copy(), response.id).attemptFirst({ strategy: 'phone_code', code }),
      ),
    )
    expect(distinct(all)).toBe(1)
  })

  test('is asked for with a minute between, and not after five wrong ones (R16, R135)', async () => {
    const number = newNumber()
    await createUser(app, instance, { phone_number: [number] })
    const browser = visitor()
    const { response } = await begin(browser, number, { strategy: 'phone_code' })
    const { prepareFirst, attemptFirst } = steps(browser, response.id)
    expect((await prepareFirst({ strategy: 'phone_code' })).code).toBe('too_many_requests')
    const right = await mailedCode(browser, number)
    const wrong = right === '000000' ? '000001' : '000000'
    for (let i = 0; i < 5; i++) await attemptFirst({ strategy: 'phone_code', code: wrong })
    expect((await attemptFirst({ strategy: 'phone_code', code: right })).code).toBe('verification_failed')
  })
})

describe('the last line of a message binds its code to the page that asked (WebOTP)', () => {
  const lastLine = async (origin?: string) => {
    const number = newNumber()
    await createUser(app, instance, { phone_number: [number] })
    const browser = visitor()
    if (origin) browser.origin = origin
    await begin(browser, number, { strategy: 'phone_code' })
    const [message] = await mailed(browser, number)
    return message?.body
      .split('\n')
      .at(-1)
      ?.replace(/\d{6}$/, 'CODE')
  }
  const host = () => instance.instance.host.split(':')[0]

  test('on the hosted pages', async () => {
    expect(await lastLine()).toBe(`@${host()} #CODE`)
  })

  test('in an app of an allowed origin', async () => {
    expect(await lastLine('http://localhost:3000')).toBe('@localhost #CODE')
  })

  test('in a native app, which has no host, to the instance', async () => {
    await backend(app, instance)('PATCH', '/instance/settings', { allowed_origins: ['capacitor://shop.example'] })
    expect(await lastLine('capacitor://shop.example')).toBe(`@${host()} #CODE`)
  })

  test('never to a page that only names itself', async () => {
    const number = newNumber()
    await createUser(app, instance, { phone_number: [number] })
    // A script needs no Origin, and may send any Referer.
    await app.app.request(`http://${instance.instance.host}/v1/client/sign_ins`, {
      method: 'POST',
      headers: { referer: 'https://evil.example/', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ identifier: number, strategy: 'phone_code' }).toString(),
    })
    const [message] = await mailed(visitor(), number)
    expect(message?.body).toContain(`\n@${host()} #`)
    expect(message?.body).not.toContain('evil')
  })
})
