import type { SettingsPatch } from '@countersign/contract'
import { describe, expect, test } from 'vitest'
import { enrol, mailed, mailedCode, mailFactor, me, password } from '../support/browser.ts'
import { begin, byPhone, createUser, newNumber, reserve, signUpByPhone, steps } from '../support/phones.ts'
import { app, instance, newEmail, setScene, visitor } from './scene.ts'

setScene()

describe('who is named by a number', () => {
  let count = 0
  const list = async (settings: SettingsPatch) => {
    const on = await app.create({ name: `Names ${++count}` }, settings)
    const number = newNumber()
    await createUser(app, on, { phone_number: [number], email_address: [newEmail()], password })
    const browser = visitor(on)
    const { response } = await begin(browser, number)
    const done = await steps(browser, response.id).attemptFirst({ strategy: 'password', password })
    return { identifiers: response.supported_identifiers, done: done.response?.status ?? done.code }
  }
  const refused = 'form_password_or_identifier_incorrect'

  test.each([
    ['nobody, where accounts may merely have one', {}, ['email_address'], refused],
    ['nobody, where there are none', { identifiers: { phone_number: 'off' } }, ['email_address'], refused],
    ['its owner, where it is required', { identifiers: { phone_number: 'required' } }, undefined, 'complete'],
    [
      'its owner alone, where there are no addresses',
      { identifiers: { email_address: 'off', phone_number: 'required' } },
      ['phone_number'],
      'complete',
    ],
    ['its owner, where codes are sent to it', { first_factors: { phone_code: true } }, undefined, 'complete'],
  ] as [string, SettingsPatch, string[] | undefined, string][])('%s', async (_, settings, identifiers, done) => {
    expect(await list(settings)).toEqual({ identifiers: identifiers ?? ['email_address', 'phone_number'], done })
  })
})

describe('a number that is all there is', () => {
  test('cannot be reserved for the second step, before there is another first factor (R20, R70)', async () => {
    const number = newNumber()
    const codesOnly = await app.create(
      { name: 'Codes' },
      { ...byPhone, first_factors: { phone_code: true, password: false } },
    )
    const browser = await signUpByPhone(app, codesOnly, number)
    const phone = (await me(browser)).response.phone_numbers[0]?.id ?? ''
    expect(await reserve(browser, phone)).toMatchObject({ status: 409, code: 'other_first_factor_required' })
    // The number can be reached when the app is lost, and so the app may be set up.
    await enrol(browser)
    expect((await me(browser)).response).toMatchObject({ two_factor_enabled: true })
  })

  test('cannot be removed (R70)', async () => {
    const browser = await signUpByPhone(app, instance, newNumber(), { password })
    const phone = (await me(browser)).response.phone_numbers[0]?.id ?? ''
    expect((await browser.delete(`/me/phone_numbers/${phone}`)).code).toBe('phone_number_required')
    const optional = await app.create(
      { name: 'May' },
      { ...byPhone, identifiers: { email_address: 'off', phone_number: 'optional', username: 'required' } },
    )
    const named = await signUpByPhone(app, optional, newNumber(), { password, username: 'only_name' })
    const only = (await me(named)).response.phone_numbers[0]?.id ?? ''
    expect((await named.delete(`/me/phone_numbers/${only}`)).code).toBe('phone_number_required')
  })

  test('hears by SMS what happened to the account (R73)', async () => {
    const number = newNumber()
    const browser = await signUpByPhone(app, instance, number, { password })
    app.clock.advance(1)
    await enrol(browser)
    const [, notice] = await mailed(browser, number)
    expect(notice?.body).toBe('Acme: 2-step verification is on. If this was not you, sign in and check your account.')
    expect(notice).not.toHaveProperty('code')
  })
})

test('a mailbox behind a number is neither named nor missed: with none, a code by mail is asked for in vain (R109)', async () => {
  const [number, email] = [newNumber(), newEmail()]
  await createUser(app, instance, { phone_number: [number], email_address: [email], password })
  const browser = visitor()
  const begun = await begin(browser, number)
  expect(JSON.stringify(begun.body)).not.toContain(email)
  const factor = mailFactor(begun.response, 'email_code')
  expect(factor?.safe_identifier).toBe('*****')
  const { prepareFirst, attemptFirst } = steps(browser, begun.response.id)
  await prepareFirst({ strategy: 'email_code', email_address_id: factor?.email_address_id ?? '' })
  const code = await mailedCode(browser, email)
  expect((await attemptFirst({ strategy: 'email_code', code })).response.status).toBe('complete')
  const none = newNumber()
  await createUser(app, instance, { phone_number: [none], password })
  const other = await begin(visitor(), none, { strategy: 'email_code' })
  expect(other.response.first_factor_verification).toMatchObject({ strategy: 'email_code', status: 'unverified' })
})
