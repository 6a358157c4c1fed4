import type { FactorView, PhoneNumberView, SettingsPatch, SignInView, SignUpView } from '@countersign/contract'
import type { CreatedInstance } from '../../src/instances/create.ts'
import type { TestApp } from './app.ts'
import { type Answer, Browser, backend, type Fields, mailedCode } from './browser.ts'

let count = 0
/** German mobile numbers, each in a range of its own. */
export const newNumber = () => `+49151${String(20_000_000 + ++count * 1000 + 17)}`

/** Whoever may sign in by SMS, and needs no address for it. */
export const byPhone = {
  first_factors: { phone_code: true },
  identifiers: { email_address: 'optional', phone_number: 'required' },
  multi_factor: { totp: true, phone_code: true, backup_code: true },
  sms: { countries: ['DE', 'US'] },
} satisfies SettingsPatch

/** A user whose numbers the app vouches for. */
export async function createUser(app: TestApp, instance: CreatedInstance, fields: object): Promise<string> {
  const { response, body } = await backend(app, instance)<{ id: string }>('POST', '/users', fields)
  if (!response?.id) throw new Error(`no user was made: ${JSON.stringify(body)}`)
  return response.id
}

type Phone = Extract<FactorView, { strategy: 'phone_code' }>
export const phoneFactor = ({ supported_first_factors }: Pick<SignInView, 'supported_first_factors'>) =>
  supported_first_factors.find((factor): factor is Phone => factor.strategy === 'phone_code')

export const begin = (browser: Browser, identifier: string, fields: Fields = {}) =>
  browser.post<SignInView>('/client/sign_ins', { identifier, ...fields })

/** Types a number and the code that comes to it. */
export async function signInByPhone(browser: Browser, number: string): Promise<Answer<SignInView>> {
  // The inbox sorts by time, and time stands still.
  browser.app.clock.advance(1)
  const { response } = await begin(browser, number, { strategy: 'phone_code' })
  return answerSms(browser, response.id, number)
}

export async function answerSms(browser: Browser, id: string, number: string): Promise<Answer<SignInView>> {
  const code = await mailedCode(browser, number)
  return browser.post<SignInView>(`/client/sign_ins/${id}/attempt_first_factor`, { strategy: 'phone_code', code })
}

export const steps = (browser: Browser, id: string) => ({
  prepareFirst: (fields: Fields) => browser.post<SignInView>(`/client/sign_ins/${id}/prepare_first_factor`, fields),
  attemptFirst: (fields: Fields) => browser.post<SignInView>(`/client/sign_ins/${id}/attempt_first_factor`, fields),
  prepareSecond: (fields: Fields) => browser.post<SignInView>(`/client/sign_ins/${id}/prepare_second_factor`, fields),
  attemptSecond: (fields: Fields) => browser.post<SignInView>(`/client/sign_ins/${id}/attempt_second_factor`, fields),
})

/** Signs somebody up with a number alone, as a browser does. */
export async function signUpByPhone(
  app: TestApp,
  instance: CreatedInstance,
  number: string,
  fields: Fields = {},
): Promise<Browser> {
  const browser = new Browser(app, instance)
  const begun = await browser.post<SignUpView>('/client/sign_ups', { phone_number: number, ...fields })
  const path = `/client/sign_ups/${begun.response.id}`
  await browser.post(`${path}/prepare_verification`, { strategy: 'phone_code' })
  const code = await mailedCode(browser, number)
  const done = await browser.post<SignUpView>(`${path}/attempt_verification`, { strategy: 'phone_code', code })
  if (done.response?.status !== 'complete') throw new Error(`sign-up failed: ${JSON.stringify(done.body)}`)
  return browser
}

export const reserve = (browser: Browser, id: string) =>
  browser.patch<PhoneNumberView>(`/me/phone_numbers/${id}`, { reserved_for_second_factor: 'true' })
