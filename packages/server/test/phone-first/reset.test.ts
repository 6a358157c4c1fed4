import type { SignInView } from '@countersign/contract'
import { expect, test } from 'vitest'
import { type Browser, codeOf, mailed, mailedCode, me, password, second, startSignIn } from '../support/browser.ts'
import { begin, createUser, newNumber, reserve, signInByPhone } from '../support/phones.ts'
import { app, instance, newEmail, open, setScene, strategies, visitor } from './scene.ts'

setScene()

const strategy = 'reset_password_phone_code'
const chosen = 'a quite different one'
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

async function prove(browser: Browser, number: string) {
  app.clock.advance(60_000)
  const begun = await begin(browser, number, { strategy })
  const path = `/client/sign_ins/${begun.response.id}`
  const code = await mailedCode(browser, number)
  const proven = await browser.post<SignInView>(`${path}/attempt_first_factor`, { strategy, code })
  return { begun, proven, path, code }
}

test('a code by SMS lets a new password be chosen, which ends every session and is told (R73, R77)', async () => {
  const [number, email] = [newNumber(), newEmail()]
  await createUser(app, instance, { phone_number: [number], email_address: [email], password })
  const elsewhere = visitor()
  await signInByPhone(elsewhere, number)
  const browser = visitor()
  const { begun, proven, path } = await prove(browser, number)
  expect(strategies(begun.response.supported_first_factors)).toContain(strategy)
  expect(begun.response.first_factor_verification).toMatchObject({ status: 'unverified', strategy })
  expect(proven.response.status).toBe('needs_new_password')
  const done = await browser.post<SignInView>(`${path}/reset_password`, { password: chosen })
  expect(done.response.status).toBe('complete')
  expect((await me(elsewhere)).status).toBe(401)
  expect((await mailed(browser, email)).some(({ subject }) => /password/i.test(subject ?? ''))).toBe(true)
  expect((await startSignIn(visitor(), number, chosen)).response.status).toBe('complete')
  expect((await startSignIn(visitor(), number)).code).toBe('form_password_or_identifier_incorrect')
})

test('it is a code by SMS like any other: no second one follows, and where that is all there is, it begins nothing (R20, R74)', async () => {
  const [number, other] = [newNumber(), newNumber()]
  const strong = await createUser(app, instance, { phone_number: [number], password, totp_secret: secret })
  expect(strong).toMatch(/^user_/)
  const browser = visitor()
  const { path, begun } = await prove(browser, number)
  const halfway = await browser.post<SignInView>(`${path}/reset_password`, { password: chosen })
  expect(halfway.response.status).toBe('needs_second_factor')
  expect(strategies(halfway.response.supported_second_factors)).not.toContain('phone_code')
  const done = await second(browser, begun.response.id, 'totp', codeOf(secret, app.clock.now()))
  expect(done.response.status).toBe('complete')

  await createUser(app, instance, { phone_number: [other], password })
  const owner = visitor()
  await signInByPhone(owner, other)
  const [phone] = (await me(owner)).response.phone_numbers
  await reserve(owner, phone?.id ?? '')
  const refused = await prove(visitor(), other)
  expect(refused.proven.code).toBe('phone_is_second_factor')
})

test('a code that was sent to sign in resets nothing, and one to reset signs nobody in (R15)', async () => {
  const number = newNumber()
  await createUser(app, instance, { phone_number: [number], password })
  const browser = visitor()
  app.clock.advance(60_000)
  const { response } = await begin(browser, number, { strategy: 'phone_code' })
  const path = `/client/sign_ins/${response.id}/attempt_first_factor`
  const code = await mailedCode(browser, number)
  expect((await browser.post(path, { strategy, code })).code).toBe('verification_missing')
  const { path: reset, code: second } = await prove(visitor(), number)
  expect((await browser.post(`${reset}/attempt_first_factor`, { strategy: 'phone_code', code: second })).status).toBe(
    404,
  )
})

test('a number that nobody has is answered alike, and where accounts are shown, who has no number is offered nothing (R109)', async () => {
  const [number, email] = [newNumber(), newEmail()]
  const nobody = await begin(visitor(), number, { strategy })
  expect(strategies(nobody.response.supported_first_factors)).toContain(strategy)
  expect(nobody.response.first_factor_verification).toMatchObject({ status: 'unverified', strategy })
  expect(await mailed(visitor(), number)).toEqual([])
  await createUser(app, open, { email_address: [email], password })
  const shown = await begin(visitor(open), email)
  expect(strategies(shown.response.supported_first_factors)).not.toContain(strategy)
})
