import type { PhoneNumberView, SignInView } from '@countersign/contract'
import { expect } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { type Answer, password } from '../support/browser.ts'
import { burst, fill, hour, minute, pass, type Row } from './burst.ts'
import { atSecondStep, call, newAddress, newInstance, newNumber, newUser, visitor, withNumber } from './people.ts'
import { here } from './servers.ts'

async function mailTo(instance: CreatedInstance, email: string): Promise<() => Promise<Answer<unknown>>> {
  const browser = visitor(instance)
  const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
  return () => browser.post(`/client/sign_ins/${response.id}/prepare_first_factor`, { strategy: 'email_code' })
}

/** Strangers have used up what they share in an hour; asks for one more, from an address. */
async function crowd(instance: CreatedInstance, fields: Record<string, string>) {
  const ask = (address: string) => {
    const browser = visitor(instance)
    browser.headers = { 'x-forwarded-for': address }
    return browser.post('/client/sign_ins', fields)
  }
  expect((await ask(newAddress())).status).toBe(200)
  const spent = here.context.db.updateTable('limits').set({ count: 5 })
  await spent.where('key', 'like', `send|${instance.instance.id}|%|${hour}`).execute()
  return ask
}

async function crowdedNumber() {
  const instance = await newInstance({ first_factors: { phone_code: true } })
  const { id } = await newUser(instance)
  const number = newNumber()
  await call<PhoneNumberView>(instance, 'POST', '/phone_numbers', { user_id: id, phone_number: number, verified: true })
  return { instance, number, ask: await crowd(instance, { identifier: number, strategy: 'phone_code' }) }
}

async function leaveFour(
  instance: CreatedInstance,
  of: string,
  most: number,
  ask: () => Promise<Answer<unknown>>,
): Promise<void> {
  expect((await ask()).status).toBe(200)
  const { db, keyring } = here.context
  const key = `send|${instance.instance.id}|${keyring.mac('limit', of)}|${24 * hour}`
  const changed = await db
    .updateTable('limits')
    .set({ count: most - 4 })
    .where('key', '=', key)
    .executeTakeFirst()
  expect(changed.numUpdatedRows).toBe(1n)
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
      // And two more that are kept for a network of its own.
      expect(await fill(instance, [30_000], ask)).toBe(5 + 2)
    },
  ],
  [
    'send-limits: 20 in day',
    async () => {
      const instance = await newInstance()
      const { email } = await newUser(instance)
      const ask = async () => (await mailTo(instance, email))()
      expect(await fill(instance, [30_000, hour], ask)).toBe(20 + 2)
    },
  ],
  [
    'send-limits: 2 in day',
    async () => {
      const instance = await newInstance()
      const { email } = await newUser(instance)
      const ask = await crowd(instance, { identifier: email, strategy: 'email_code' })
      expect(await fill(instance, [30_000], () => ask('10.20.1.1'))).toBe(2)
      expect(await fill(instance, [30_000], () => ask('10.20.2.1'))).toBe(2)
    },
  ],
  [
    'send-limits: 200 in day',
    async () => {
      const instance = await newInstance()
      const { email } = await newUser(instance)
      const ask = await crowd(instance, { identifier: email, strategy: 'email_code' })
      await leaveFour(instance, `email|${email}|stranger|beside`, 200, () => ask('10.21.0.1'))
      expect(await burst(8, (index) => ask(`10.21.${index + 1}.1`))).toEqual({ 200: 4, too_many_requests: 4 })
    },
  ],
  [
    'send-limits: 2 in day',
    async () => {
      const { instance, ask } = await crowdedNumber()
      expect(await fill(instance, [minute], () => ask('10.22.1.1'))).toBe(2)
    },
  ],
  [
    'send-limits: 60 in day',
    async () => {
      const { instance, number, ask } = await crowdedNumber()
      await leaveFour(instance, `sms|${number}|stranger|beside`, 60, () => ask('10.23.0.1'))
      expect(await burst(8, (index) => ask(`10.23.${index + 1}.1`))).toEqual({ 200: 4, too_many_requests: 4 })
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
