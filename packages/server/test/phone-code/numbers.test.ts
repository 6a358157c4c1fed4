import { describe, expect, test } from 'vitest'
import { releaseFromSecondFactor, reserveForSecondFactor } from '../../src/flows/enrolment/phone-code.ts'
import { removeTotp } from '../../src/flows/enrolment/totp.ts'
import { afterOverlap, distinct, enrol, mailedCode, me, signUp, startSignIn } from '../support/browser.ts'
import {
  add,
  app,
  attempt,
  enrolled,
  newNumber,
  person,
  phonesOn,
  prepare,
  reserve,
  setScene,
  signedIn,
  verified,
  visitor,
} from './scene.ts'

setScene()

describe('the numbers of an account', () => {
  test('reserving and releasing twice is doing it once', async () => {
    const { browser, phone, codes } = await enrolled()
    // Sooner it would be the repeat of a lost answer, which shows the codes again.
    afterOverlap(browser)
    expect((await reserve(browser, phone.id)).response).toMatchObject({
      reserved_for_second_factor: true,
      backup_codes: null,
    })
    expect((await me(browser)).response.backup_codes_left).toBe(codes.length)
    const stale = await signedIn(browser)
    expect((await reserve(browser, phone.id, false)).status).toBe(200)
    await expect(releaseFromSecondFactor(stale, phone.id)).rejects.toMatchObject({ code: 'attempt_expired' })
    expect((await reserve(browser, phone.id, false)).status).toBe(200)
  })

  test('two tabs that reserve two numbers at once make one set of backup codes (S43)', async () => {
    const { browser } = await person()
    const [one, other] = [await verified(browser), await verified(browser)]
    const stale = await signedIn(browser)
    expect((await reserve(browser, one.id)).response.backup_codes).toHaveLength(10)
    await expect(reserveForSecondFactor(stale, other.id)).rejects.toMatchObject({ code: 'attempt_expired' })
    expect((await reserve(browser, other.id)).response.backup_codes).toBeNull()
  })

  test('a number proven long ago is reserved without counting as a proof of now (R92)', async () => {
    const { browser, email } = await person()
    const phone = await verified(browser)
    app.clock.advance(3_600_000)
    const later = visitor()
    await startSignIn(later, email)
    expect((await reserve(later, phone.id)).status).toBe(200)
    expect((await reserve(later, phone.id, false)).code).toBe('session_reverification_required')
  })

  test('only a reserved number can be the default', async () => {
    const { browser } = await person()
    const phone = await verified(browser)
    const path = `/me/phone_numbers/${phone.id}`
    expect((await browser.patch(path, { default_second_factor: 'true' })).code).toBe('factor_missing')
    expect((await browser.patch(path, {})).code).toBe('form_param_missing')
  })

  test('a wrong code proves nothing, the right one proves it once, and then there is nothing more to prove (R14)', async () => {
    const { browser } = await person()
    const number = newNumber()
    const { response } = await add(browser, number)
    await prepare(browser, response.id)
    const code = await mailedCode(browser, number)
    expect((await attempt(browser, response.id, code === '000000' ? '000001' : '000000')).code).toBe(
      'form_code_incorrect',
    )
    const answers = await Promise.all([1, 2, 3].map(() => attempt(browser.copy(), response.id, code)))
    answers.push(await attempt(browser, response.id, code))
    expect(distinct(answers)).toBe(1)
    afterOverlap(browser)
    expect((await attempt(browser, response.id, code)).code).toBe('verification_already_verified')
    expect((await prepare(browser, response.id)).code).toBe('verification_already_verified')
  })

  test('there are five at most, and none where the operator has them off', async () => {
    const { browser } = await person()
    for (let i = 0; i < 5; i++) expect((await add(browser, newNumber())).status).toBe(200)
    expect((await add(browser, newNumber())).code).toBe('too_many_items')
    const off = await app.create({ name: 'No numbers' }, { identifiers: { phone_number: 'off' } })
    const other = await signUp(app, off, 'nonumbers@example.com')
    expect((await add(other, newNumber())).code).toBe('factor_disabled')
  })

  test('the next one becomes the primary when that one is removed, and the factor goes with its number (S26)', async () => {
    const { browser, phone } = await enrolled()
    const other = await verified(browser)
    expect((await me(browser)).response.primary_phone_number_id).toBe(phone.id)
    expect((await browser.delete(`/me/phone_numbers/${phone.id}`)).status).toBe(200)
    expect((await me(browser)).response).toMatchObject({
      primary_phone_number_id: other.id,
      two_factor_enabled: false,
      backup_codes_left: null,
    })
    await browser.delete(`/me/phone_numbers/${other.id}`)
    expect((await me(browser)).response).toMatchObject({ primary_phone_number_id: null, phone_numbers: [] })
  })

  test('where a second factor is required the last one stays, and whoever sets one up may only take back what they began (R57, R69)', async () => {
    const strict = await app.create(
      { name: 'Strict' },
      { ...phonesOn, multi_factor: { ...phonesOn.multi_factor, required: true } },
    )
    const browser = await signUp(app, strict, 'strict@example.com')
    const begun = (await add(browser, newNumber())).response
    expect((await browser.delete(`/me/phone_numbers/${begun.id}`)).status).toBe(200)
    const phone = await verified(browser)
    expect((await browser.delete(`/me/phone_numbers/${phone.id}`)).code).toBe('session_pending')
    expect((await reserve(browser, phone.id)).status).toBe(200)
    expect((await reserve(browser, phone.id, false)).code).toBe('factor_required')
    expect((await browser.delete(`/me/phone_numbers/${phone.id}`)).code).toBe('factor_required')
  })
})

describe('two second factors removed at the same time', () => {
  test('leave one where one is required: the slower removal sees what the faster one did (R69)', async () => {
    const strict = await app.create(
      { name: 'Strict twice' },
      { ...phonesOn, multi_factor: { ...phonesOn.multi_factor, required: true } },
    )
    const browser = await signUp(app, strict, 'twice@example.com')
    await enrol(browser)
    const phone = await verified(browser)
    await reserve(browser, phone.id)
    const stale = await signedIn(browser)
    expect((await reserve(browser, phone.id, false)).status).toBe(200)
    await expect(removeTotp(stale)).rejects.toMatchObject({ code: 'attempt_expired' })
    expect((await me(browser)).response).toMatchObject({ totp_enabled: true, two_factor_enabled: true })
  })
})
