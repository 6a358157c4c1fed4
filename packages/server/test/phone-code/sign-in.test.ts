import type { BackendUserView, SessionVerificationView, SignInView } from '@countersign/contract'
import { describe, expect, test } from 'vitest'
import { backend, distinct, enrol, mailedCode, me, second, startSignIn } from '../support/browser.ts'
import { app, atSecondStep, enrolled, instance, prepareSecond, reserve, setScene, texts, visitor } from './scene.ts'

setScene()

describe('signing in with a code by SMS', () => {
  test('the code goes to the reserved number only when asked for, and completes the sign-in (S37, S56, S57)', async () => {
    const { email, phone } = await enrolled()
    const before = (await texts(visitor(), phone.phone_number)).length
    const { browser, signIn } = await atSecondStep(email)
    expect(signIn.created_session_id).toBeNull()
    expect(signIn.supported_second_factors[0]).toMatchObject({
      strategy: 'phone_code',
      phone_number_id: phone.id,
      default: true,
    })
    expect((await second(browser, signIn.id, 'phone_code' as 'totp', '123456')).code).toBe('verification_missing')
    const prepared = await prepareSecond(browser, signIn.id)
    expect(prepared.response.second_factor_verification).toMatchObject({ status: 'unverified', strategy: 'phone_code' })
    expect(await texts(browser, phone.phone_number)).toHaveLength(before + 1)
    const code = await mailedCode(browser, phone.phone_number)
    const done = await second(browser, signIn.id, 'phone_code' as 'totp', code)
    expect((done.response as SignInView).status).toBe('complete')
  })

  test('shows a masked number, and none before the first proof (S61, R111)', async () => {
    const { email, phone } = await enrolled()
    const start = await visitor().post<SignInView>('/client/sign_ins', { identifier: email })
    expect(JSON.stringify(start.body)).not.toContain('phone_code')
    const { signIn } = await atSecondStep(email)
    const text = JSON.stringify(signIn)
    expect(text).not.toContain(phone.phone_number)
    expect(text).toContain(phone.phone_number.slice(-4))
  })

  test('goes to a number of the user by its id alone (R53, R76)', async () => {
    const [mallory, alice] = [await enrolled(), await enrolled()]
    const { browser, signIn } = await atSecondStep(alice.email)
    const foreign = await prepareSecond(browser, signIn.id, { phone_number_id: mallory.phone.id })
    expect(foreign.code).toBe('resource_not_found')
    const before = (await texts(browser, mallory.phone.phone_number)).length
    await prepareSecond(browser, signIn.id, { phone_number: mallory.phone.phone_number })
    expect(await texts(browser, mallory.phone.phone_number)).toHaveLength(before)
  })

  test('a code of another user, another attempt or another purpose never fits (R15)', async () => {
    const [mallory, alice] = [await enrolled(), await enrolled()]
    const hers = await atSecondStep(alice.email)
    await prepareSecond(hers.browser, hers.signIn.id)
    const his = await atSecondStep(mallory.email)
    await prepareSecond(his.browser, his.signIn.id)
    const hisCode = await mailedCode(his.browser, mallory.phone.phone_number)
    const aliceCode = await mailedCode(his.browser, alice.phone.phone_number)
    if (hisCode !== aliceCode)
      expect((await second(hers.browser, hers.signIn.id, 'phone_code' as 'totp', hisCode)).code).toBe(
        'form_code_incorrect',
      )
    const later = await atSecondStep(alice.email)
    expect((await second(later.browser, later.signIn.id, 'phone_code' as 'totp', aliceCode)).code).toBe(
      'verification_missing',
    )
    expect((await second(hers.browser, hers.signIn.id, 'phone_code' as 'totp', aliceCode)).status).toBe(200)
  })

  test('a code is accepted once, even by fifty callers at the same time (R14)', async () => {
    const { email, phone } = await enrolled()
    const { browser, signIn } = await atSecondStep(email)
    await prepareSecond(browser, signIn.id)
    const code = await mailedCode(browser, phone.phone_number)
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => second(browser.copy(), signIn.id, 'phone_code' as 'totp', code)),
    )
    expect(distinct(answers)).toBe(1)
  })

  test('five wrong codes end the code, and a new one does not refill the user (R16)', async () => {
    const { email, phone } = await enrolled()
    let failures = 0
    for (let round = 0; round < 2; round++) {
      const { browser, signIn } = await atSecondStep(email)
      await prepareSecond(browser, signIn.id)
      const right = await mailedCode(browser, phone.phone_number)
      const wrong = right === '000000' ? '000001' : '000000'
      for (let i = 0; i < 5; i++) {
        const { code } = await second(browser, signIn.id, 'phone_code' as 'totp', wrong)
        expect(code).toBe('form_code_incorrect')
        failures++
      }
      app.clock.advance(61_000)
    }
    expect(failures).toBe(10)
    expect((await startSignIn(visitor(), email)).code).toBe('user_locked')
  })

  test('a code is too old after five minutes (R13)', async () => {
    const { email, phone } = await enrolled()
    const { browser, signIn } = await atSecondStep(email)
    await prepareSecond(browser, signIn.id)
    const code = await mailedCode(browser, phone.phone_number)
    app.clock.advance(5 * 60_000)
    expect((await second(browser, signIn.id, 'phone_code' as 'totp', code)).code).toBe('verification_expired')
  })

  test('a number that was released meanwhile proves nothing (R61, R72)', async () => {
    const { email, phone, browser: own } = await enrolled()
    const { browser, signIn } = await atSecondStep(email)
    await prepareSecond(browser, signIn.id)
    const code = await mailedCode(browser, phone.phone_number)
    expect((await reserve(own, phone.id, false)).response.reserved_for_second_factor).toBe(false)
    expect((await second(browser, signIn.id, 'phone_code' as 'totp', code)).status).toBe(400)
    expect((await me(own)).response).toMatchObject({ two_factor_enabled: false, backup_codes_left: null })
  })

  test('stands beside the authenticator app, and removing one leaves the other with its backup codes (S25, S26)', async () => {
    const { browser, email, phone } = await enrolled()
    await enrol(browser)
    expect((await reserve(browser, phone.id, false)).status, app.logged.slice(-2).join()).toBe(200)
    expect((await me(browser)).response).toMatchObject({ two_factor_enabled: true, backup_codes_left: 10 })
    const { signIn } = await atSecondStep(email)
    expect(signIn.supported_second_factors.map(({ strategy }) => strategy)).toEqual(['totp', 'backup_code'])
  })

  test('proves who it is for a sensitive change as well (R64, R85)', async () => {
    const { browser, phone } = await enrolled()
    const { response: user } = await me(browser)
    const session = (await browser.get<{ response: { sessions: { id: string }[] } }>('/client')).response as never as {
      sessions: { id: string; user: { id: string } }[]
    }
    const sid = session.sessions.find((one) => one.user.id === user.id)?.id ?? ''
    const verify = (step: string, fields: Record<string, string>) =>
      browser.post<SessionVerificationView>(`/client/sessions/${sid}/verify${step}`, fields)
    app.clock.advance(11 * 60_000)
    expect((await reserve(browser, phone.id, false)).code).toBe('session_reverification_required')
    await verify('', { level: 'second_factor' })
    await verify('/prepare_second_factor', { strategy: 'phone_code' })
    const code = await mailedCode(browser, phone.phone_number)
    const done = await verify('/attempt_second_factor', { strategy: 'phone_code', code })
    expect(done.response.status).toBe('complete')
    expect((await reserve(browser, phone.id, false)).status).toBe(200)
  })

  test('an operator who takes all second factors away takes the phone away too', async () => {
    const { browser, email } = await enrolled()
    const { response: user } = await me(browser)
    await backend(app, instance)<BackendUserView>('DELETE', `/users/${user.id}/mfa`)
    expect((await startSignIn(visitor(), email)).response.status).toBe('complete')
  })
})
