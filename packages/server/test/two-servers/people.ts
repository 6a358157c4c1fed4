import type { BackendUserView, PhoneNumberView, SettingsPatch, SignInView } from '@countersign/contract'
import { expect, vi } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { Browser, backend, password } from '../support/browser.ts'
import { both, here, providers } from './servers.ts'

let count = 0
const phonesOn = { multi_factor: { totp: true, phone_code: true, backup_code: true }, sms: { countries: ['DE'] } }

export async function newInstance(settings: SettingsPatch = {}): Promise<CreatedInstance> {
  const name = `shared-${++count}`
  const host = `clerk.${name}.example`
  return here.create({ name, environment: 'production', host }, { ...phonesOn, ...settings })
}

/** Everybody has an address of their own, so that no limit of an address hides the one under test. */
export function visitor(instance: CreatedInstance): Browser {
  const browser = new Browser(both, instance)
  browser.origin = `https://${instance.instance.host}`
  browser.headers = { 'x-forwarded-for': newAddress() }
  return browser
}
export const newAddress = () => `10.9.${++count >> 8}.${count & 255}`

/** What an app's own server has set up beforehand. */
export const call = <T>(instance: CreatedInstance, method: string, path: string, body: unknown) =>
  backend(here, instance)<T>(method, path, body).then((answer) => {
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    return answer.response
  })

export async function newUser(instance: CreatedInstance, fields = {}): Promise<{ id: string; email: string }> {
  const email = `shared${++count}@example.com`
  const { id } = await call<BackendUserView>(instance, 'POST', '/users', {
    email_address: [email],
    password,
    ...fields,
  })
  return { id, email }
}

/** German numbers, far apart from each other unless it is said where in one range they are. */
export const newNumber = (last?: number, range = '11') =>
  last === undefined
    ? `+49151${20 + (++count % 70)}${String(count % 900).padStart(6, '1')}`
    : `+49151${range}${100_000 + last}`

/** Somebody signed in, with a number that is not verified. */
export async function withNumber(instance: CreatedInstance, number = newNumber()) {
  const { id, email } = await newUser(instance)
  const fields = { user_id: id, phone_number: number }
  const phone = await call<PhoneNumberView>(instance, 'POST', '/phone_numbers', fields)
  const browser = visitor(instance)
  const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email, password })
  expect(response.status).toBe('complete')
  const path = `/me/phone_numbers/${phone.id}`
  return {
    browser,
    number,
    prepare: () => browser.post(`${path}/prepare_verification`),
    attempt: (code: string) => browser.post(`${path}/attempt_verification`, { code }),
  }
}

/** Somebody who has given the password and owes the second step; the number is reserved for it. */
export async function atSecondStep(instance: CreatedInstance, fields = {}) {
  const { id, email } = await newUser(instance, fields)
  const number = newNumber()
  const reserved = { user_id: id, phone_number: number, verified: true, reserved_for_second_factor: true }
  await call<PhoneNumberView>(instance, 'POST', '/phone_numbers', reserved)
  const browser = visitor(instance)
  const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email, password })
  const path = `/client/sign_ins/${response.id}`
  return {
    browser,
    email,
    number,
    prepare: () => browser.post(`${path}/prepare_second_factor`, { strategy: 'phone_code' }),
    attempt: (code: string, strategy = 'phone_code') =>
      browser.post<SignInView>(`${path}/attempt_second_factor`, { strategy, code }),
  }
}

export async function codeTo(number: string): Promise<string> {
  const last = () => providers.flatMap(({ got }) => got).findLast(({ to }) => to === number)
  const { body } = await vi.waitFor(() => last() ?? Promise.reject(new Error('not yet')), { timeout: 5_000 })
  return /^\d{6}/.exec(body)?.[0] ?? ''
}
export const wrongFor = (code: string) => (code === '000000' ? '000001' : '000000')
