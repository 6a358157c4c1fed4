import type { PhoneNumberView, SignInView } from '@countersign/contract'
import { expect } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { type Answer, password } from '../support/browser.ts'
import { burst, fill, hour, minute, pass, type Row } from './burst.ts'
import { atSecondStep, call, newAddress, newInstance, newNumber, newUser, visitor, withNumber } from './people.ts'

async function mailTo(instance: CreatedInstance, email: string): Promise<() => Promise<Answer<unknown>>> {
  const browser = visitor(instance)
  const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
  return () => browser.post(`/client/sign_ins/${response.id}/prepare_first_factor`, { strategy: 'email_code' })
}

export const byDestination: Row[] = [
  [
    'send-limits: 1 in codes.email_resend_seconds * 1000',
    async () => {
      const instance = await newInstance()
      const { email } = await newUser(instance)
      const asks = await Promise.all(Array.from({ length: 8 }, () => mailTo(instance, email)))
      expect(await burst(8, (index) => asks[index]!())).toEqual({ 200: 1, too_many_requests: 7 })
    },
  ],
  [
    'send-limits: 5 in hour',
    async () => {
      const instance = await newInstance()
      const { email } = await newUser(instance)
      const ask = async () => (await mailTo(instance, email))()
      expect(await fill(instance, [30_000], ask)).toBe(5)
    },
  ],
  [
    'send-limits: 20 in day',
    async () => {
      const instance = await newInstance()
      const { email } = await newUser(instance)
      const ask = async () => (await mailTo(instance, email))()
      expect(await fill(instance, [30_000, hour], ask)).toBe(20)
    },
  ],
  [
    'send-limits: 1 in codes.sms_resend_seconds * 1000',
    async () => {
      const instance = await newInstance()
      const verifying = await withNumber(instance)
      expect(await burst(20, verifying.prepare)).toEqual({ 200: 1, too_many_requests: 19 })
      const signingIn = await atSecondStep(instance)
      expect(await burst(20, signingIn.prepare)).toEqual({ 200: 1, too_many_requests: 19 })
    },
  ],
  [
    'send-limits: 5 in hour',
    async () => {
      const instance = await newInstance()
      const { browser, prepare } = await atSecondStep(instance)
      const ask = () => {
        browser.headers = { 'x-forwarded-for': newAddress() }
        return prepare()
      }
      expect(await fill(instance, [minute], ask)).toBe(5)
    },
  ],
  [
    'send-limits: 10 in day',
    async () => {
      const instance = await newInstance()
      const { browser, prepare } = await atSecondStep(instance)
      const ask = () => {
        browser.headers = { 'x-forwarded-for': newAddress() }
        return prepare()
      }
      expect(await fill(instance, [minute, hour], ask)).toBe(10)
    },
  ],
  [
    'send-limits: 20 in day',
    async () => {
      const instance = await newInstance()
      const { id, email } = await newUser(instance)
      const browser = visitor(instance)
      const ids: string[] = []
      for (let index = 0; index < 5; index++) {
        const fields = { user_id: id, phone_number: newNumber() }
        ids.push((await call<PhoneNumberView>(instance, 'POST', '/phone_numbers', fields)).id)
      }
      await browser.post('/client/sign_ins', { identifier: email, password })
      let sent = 0
      for (let round = 0; round < 6; round++) {
        browser.headers = { 'x-forwarded-for': newAddress() }
        const prepare = (index: number) => browser.post(`/me/phone_numbers/${ids[index]}/prepare_verification`)
        sent += (await burst(5, prepare))['200'] ?? 0
        await pass(instance, minute, 10 * minute, hour)
      }
      expect(sent).toBe(20)
    },
  ],
  [
    'send-limits: 3 in 10 * minute',
    async () => {
      const instance = await newInstance()
      const people = await Promise.all(Array.from({ length: 12 }, (_, i) => withNumber(instance, newNumber(i))))
      expect(await burst(12, (index) => people[index]!.prepare())).toEqual({ 200: 3, too_many_requests: 9 })
    },
  ],
]
