import type { BackendUserView, PhoneNumberView } from '@countersign/contract'
import { describe, expect, test } from 'vitest'
import { backend, mailed, mailedCode, me, password, startSignIn } from '../support/browser.ts'
import {
  add,
  app,
  atSecondStep,
  attempt,
  enrolled,
  instance,
  newNumber,
  person,
  phonesOn,
  prepare,
  reserve,
  setScene,
  verified,
  visitor,
} from './scene.ts'

setScene()

describe('enabling codes by SMS', () => {
  test('an existing verified number can be reserved, and the first factor brings backup codes (S34, S43)', async () => {
    const { browser } = await person()
    const phone = await verified(browser)
    expect(phone).toMatchObject({ reserved_for_second_factor: false, verification: { status: 'verified' } })
    expect((await me(browser)).response.two_factor_enabled).toBe(false)
    const { response } = await reserve(browser, phone.id)
    expect(response).toMatchObject({ reserved_for_second_factor: true, default_second_factor: true })
    expect(response.backup_codes).toHaveLength(10)
    expect((await me(browser)).response).toMatchObject({ two_factor_enabled: true, backup_codes_left: 10 })
  })

  test('a second number brings no new backup codes and can be made the default (S38, S43)', async () => {
    const { browser, phone } = await enrolled()
    const other = await verified(browser)
    const { response } = await reserve(browser, other.id)
    expect(response).toMatchObject({ backup_codes: null, default_second_factor: false })
    app.clock.advance(1000)
    const made = await browser.patch<PhoneNumberView>(`/me/phone_numbers/${other.id}`, {
      default_second_factor: 'true',
    })
    expect(made.response.default_second_factor).toBe(true)
    const { response: user } = await me(browser)
    expect(user.phone_numbers.find(({ id }) => id === phone.id)?.default_second_factor).toBe(false)
  })

  test('a number that was added and left unverified is no second factor (S36)', async () => {
    const { browser, email } = await person()
    const { response } = await add(browser, newNumber())
    await prepare(browser, response.id)
    expect((await reserve(browser, response.id)).code).toBe('verification_missing')
    expect((await startSignIn(visitor(), email)).response.status).toBe('complete')
    expect((await browser.delete(`/me/phone_numbers/${response.id}`)).status).toBe(200)
    expect((await me(browser)).response.phone_numbers).toEqual([])
  })

  test('asks for a fresh proof, and ends the other sessions (R64, R68)', async () => {
    const { browser, email } = await person()
    const phone = await verified(browser)
    const elsewhere = visitor()
    await startSignIn(elsewhere, email)
    app.clock.advance(11 * 60_000)
    expect((await reserve(browser, phone.id)).code).toBe('session_reverification_required')
    expect((await add(browser, newNumber())).code).toBe('session_reverification_required')
    const again = visitor()
    await startSignIn(again, email)
    expect((await reserve(again, phone.id)).status).toBe(200)
    expect((await me(elsewhere)).status).toBe(401)
  })

  test('while the operator has it off nothing is offered, whatever is enrolled (S11, S24)', async () => {
    const { email } = await enrolled()
    const set = (phone_code: boolean) =>
      backend(app, instance)('PATCH', '/instance/settings', { multi_factor: { phone_code } })
    await set(false)
    expect((await startSignIn(visitor(), email)).response.status).toBe('complete')
    const { browser } = await person()
    const phone = await verified(browser)
    expect((await reserve(browser, phone.id)).code).toBe('factor_disabled')
    await set(true)
    await atSecondStep(email)
  })

  test('a number proven by one user cannot be proven by another (R48)', async () => {
    const { phone } = await enrolled()
    const { browser } = await person()
    const { response } = await add(browser, phone.phone_number)
    app.clock.advance(3_600_000)
    const again = visitor()
    await startSignIn(again, (await me(browser)).response.email_addresses[0]?.email_address ?? '')
    await prepare(again, response.id)
    const code = await mailedCode(again, phone.phone_number)
    expect((await attempt(again, response.id, code)).code).toBe('form_identifier_exists')
  })
})

describe('what an app says of its users', () => {
  let count = 0
  const call = <T>(method: string, path: string, body: unknown) => backend(app, instance)<T>(method, path, body)
  const newUser = async (fields = {}) =>
    (
      await call<BackendUserView>('POST', '/users', {
        email_address: [`app${++count}@example.com`],
        password,
        ...fields,
      })
    ).response

  test('a user can be made with numbers, the first of them the primary', async () => {
    const numbers = [newNumber(), newNumber()]
    const user = await newUser({ phone_number: numbers })
    expect(user.phone_numbers.map((phone) => phone.phone_number).sort()).toEqual([...numbers].sort())
    const primary = user.phone_numbers.find(({ id }) => id === user.primary_phone_number_id)
    expect(primary).toMatchObject({ phone_number: numbers[0], verification: { status: 'verified' } })
    const taken = await call('POST', '/users', { email_address: ['late@example.com'], phone_number: [numbers[0]] })
    expect([taken.status, taken.code]).toEqual([422, 'form_identifier_exists'])
  })

  test('a number can be added and reserved; sessions end, the user is told and asked for it from then on (R73)', async () => {
    const { browser, email } = await person()
    const user_id = (await me(browser)).response.id
    const number = newNumber()
    const plain = await call<PhoneNumberView>('POST', '/phone_numbers', { user_id, phone_number: number })
    expect(plain.response).toMatchObject({
      phone_number: number,
      reserved_for_second_factor: false,
      verification: null,
    })
    expect((await me(browser)).status).toBe(200)
    const unproven = { user_id, phone_number: newNumber(), reserved_for_second_factor: true }
    expect((await call('POST', '/phone_numbers', unproven)).code).toBe('form_param_missing')
    const { response } = await call<PhoneNumberView>('POST', '/phone_numbers', {
      ...unproven,
      verified: true,
      primary: true,
    })
    expect(response).toMatchObject({ reserved_for_second_factor: true, default_second_factor: true })
    expect((await me(browser)).status).toBe(401)
    expect((await mailed(browser, email)).map(({ subject }) => subject).join()).toContain(
      'Text messages added to 2-step verification',
    )
    await atSecondStep(email)
    const other = await call<PhoneNumberView>('POST', '/phone_numbers', {
      user_id,
      phone_number: newNumber(),
      verified: true,
    })
    expect(other.status).toBe(200)
    for (let i = 0; i < 2; i++) await call('POST', '/phone_numbers', { user_id, phone_number: newNumber() })
    expect((await call('POST', '/phone_numbers', { user_id, phone_number: newNumber() })).code).toBe('too_many_items')
    const read = await call<BackendUserView>('GET', `/users/${user_id}`, undefined)
    expect(read.response.primary_phone_number_id).toBe(response.id)
  })

  test('many at once are still no more than five, one of them the primary one', async () => {
    const made = await call<BackendUserView>('POST', '/users', { email_address: ['many-numbers@example.com'] })
    const add = () =>
      call<PhoneNumberView>('POST', '/phone_numbers', {
        user_id: made.response.id,
        phone_number: newNumber(),
        verified: true,
      })
    const answers = await Promise.all(Array.from({ length: 8 }, add))
    const added = answers.filter(({ status }) => status === 200)
    expect([added.length, answers.filter(({ code }) => code === 'too_many_items').length]).toEqual([5, 3])
    const read = await call<BackendUserView>('GET', `/users/${made.response.id}`, undefined)
    expect(read.response.phone_numbers).toHaveLength(5)
    expect(added.map(({ response }) => response.id)).toContain(read.response.primary_phone_number_id)
  })

  test('is still a second factor when the authenticator app is removed, until all are', async () => {
    const { response } = await call<BackendUserView>('POST', '/users', {
      email_address: ['both-factors@example.com'],
      totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    })
    const fields = { user_id: response.id, phone_number: newNumber(), verified: true, reserved_for_second_factor: true }
    await call('POST', '/phone_numbers', fields)
    await call('DELETE', `/users/${response.id}/totp`, undefined)
    const read = async () => (await call<BackendUserView>('GET', `/users/${response.id}`, undefined)).response
    expect(await read()).toMatchObject({ two_factor_enabled: true, mfa_enabled_at: expect.any(Number) })
    await call('DELETE', `/users/${response.id}/mfa`, undefined)
    expect(await read()).toMatchObject({ two_factor_enabled: false, mfa_enabled_at: null })
  })

  test('nobody of another instance gets one, and nobody gets a number that is proven to be somebody else’s', async () => {
    const { phone } = await enrolled()
    const user = await newUser()
    const fields = { user_id: user.id, phone_number: phone.phone_number, verified: true }
    expect((await call('POST', '/phone_numbers', fields)).code).toBe('form_identifier_exists')
    const elsewhere = await app.create({ name: 'Elsewhere' }, phonesOn)
    const foreign = await backend(app, elsewhere)('POST', '/phone_numbers', { ...fields, phone_number: newNumber() })
    expect([foreign.status, foreign.code]).toEqual([404, 'resource_not_found'])
  })
})
