import { BlockList } from 'node:net'
import type { EmailAddressView, PhoneNumberView, SignInView, SignUpView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { addressOf } from '../../src/limits/address.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { type Answer, Browser, backend, password, startSignIn } from '../support/browser.ts'
import { codeTo } from '../support/sent.ts'

const day = 24 * 3_600_000
const settings = {
  first_factors: { email_code: true, phone_code: true },
  identifiers: { phone_number: 'optional' },
  lockout: { attempts: 20 },
  multi_factor: { totp: true, backup_code: true },
  sms: { countries: ['DE'] as string[] },
} as const
let app: TestApp
let shop: CreatedInstance

beforeAll(async () => {
  const trustedProxies = new BlockList()
  trustedProxies.addSubnet('127.0.0.0', 8, 'ipv4')
  app = await startTestApp({}, { url: 'https://auth.example.com', trustedProxies })
})
afterAll(() => app.close())
let shops = 0
beforeEach(async () => {
  const host = `clerk.shop${++shops}.example`
  shop = await app.create({ name: 'Shop', environment: 'production', host }, settings)
})

let count = 0
const newAddress = () => `10.${++count >> 16}.${(count >> 8) & 255}.${count & 255}`
const newEmail = () => `guessed${++count}@example.com`
const newNumber = () => `+49151${20_000_000 + ++count * 1009}`
function visitor(from: string): Browser {
  app.clock.advance(61_000)
  const browser = new Browser(app, shop)
  return Object.assign(browser, { origin: `https://${shop.instance.host}`, headers: { 'x-forwarded-for': from } })
}
const wrongFor = (code: string) => (code === '000000' ? '111111' : '000000')

/** A code at hand, and how to answer it. */
interface Asked {
  to: string
  answer(code: string): Promise<Answer<unknown>>
}
type Way = (from: string, to?: string) => Promise<Asked>

const signUpByEmail: Way = async (from, to = newEmail()) => {
  const browser = visitor(from)
  const { response } = await browser.post<SignUpView>('/client/sign_ups', { email_address: to, password })
  return verification(browser, `/client/sign_ups/${response.id}`, to, { strategy: 'email_code' })
}
const signUpByPhone: Way = async (from, to = newNumber()) => {
  const browser = visitor(from)
  const fields = { phone_number: to, email_address: newEmail(), password }
  const { response } = await browser.post<SignUpView>('/client/sign_ups', fields)
  return verification(browser, `/client/sign_ups/${response.id}`, to, { strategy: 'phone_code' })
}
const addEmail: Way = async (from, to = newEmail()) => {
  const browser = await member(from)
  const { response } = await browser.post<EmailAddressView>('/me/email_addresses', { email_address: to })
  return verification(browser, `/me/email_addresses/${response.id}`, to, { strategy: 'email_code' })
}
const addPhone: Way = async (from, to = newNumber()) => {
  const browser = await member(from)
  const { response } = await browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number: to })
  return verification(browser, `/me/phone_numbers/${response.id}`, to, {})
}
const firstFactor =
  (strategy: string): Way =>
  async (from, to = newEmail()) => {
    await backend(app, shop)('POST', '/users', { email_address: [to], password })
    const browser = visitor(from)
    const { response, body } = await browser.post<SignInView>('/client/sign_ins', { identifier: to, strategy })
    if (!response) throw new Error(JSON.stringify(body))
    const path = `/client/sign_ins/${response.id}/attempt_first_factor`
    return { to, answer: (code) => browser.post(path, { strategy, code }) }
  }

async function verification(
  browser: Browser,
  path: string,
  to: string,
  fields: Record<string, string>,
): Promise<Asked> {
  const prepared = await browser.post(`${path}/prepare_verification`, fields)
  if (prepared.status !== 200) throw new Error(prepared.code)
  return { to, answer: (code) => browser.post(`${path}/attempt_verification`, { ...fields, code }) }
}

async function member(from: string): Promise<Browser> {
  const email = newEmail()
  await backend(app, shop)('POST', '/users', { email_address: [email], password })
  const browser = visitor(from)
  expect((await startSignIn(browser, email)).response.status).toBe('complete')
  return browser
}

const ways = {
  'sign-up by email': signUpByEmail,
  'sign-up by phone': signUpByPhone,
  'adding an email address': addEmail,
  'adding a phone number': addPhone,
  'a password reset': firstFactor('reset_password_email_code'),
  'sign-in by email code': firstFactor('email_code'),
}

async function wrongly({ to, answer }: Asked): Promise<string | undefined> {
  return (await answer(wrongFor(await codeTo(app, shop, to)))).code
}

const limits = () => app.context.db.updateTable('limits')
const ofAddress = (from: string) =>
  `${addressOf({ context: app.context, instance: shop.instance, ip: from })}|wrong-codes`
const ofTarget = (to: string, span: string) =>
  `unproven|${shop.instance.id}|${app.context.keyring.mac('limit', to)}|${span}`
const countOf = async (key: string) =>
  (await app.context.db.selectFrom('limits').select('count').where('key', '=', key).executeTakeFirst())?.count

describe('from one address', () => {
  test.each(Object.entries(ways))('evaluates 90 wrong codes a week over all targets, for %s (R107)', async (_, way) => {
    const from = newAddress()
    expect(await wrongly(await way(from))).toBe('form_code_incorrect')
    expect(await countOf(ofAddress(from))).toBe(1)
    await limits().set({ count: 89 }).where('key', '=', ofAddress(from)).execute()
    expect(await wrongly(await way(from))).toBe('form_code_incorrect')
    const stopped = await way(from)
    expect(await wrongly(stopped)).toBe('too_many_requests')
    expect((await stopped.answer(await codeTo(app, shop, stopped.to))).code).toBe('too_many_requests')
    expect(await countOf(ofAddress(from))).toBe(90)
  })

  test('keeps no other address from it, and none for longer than a week', async () => {
    const from = newAddress()
    await wrongly(await signUpByEmail(from))
    await limits().set({ count: 90 }).where('key', '=', ofAddress(from)).execute()
    const neighbor = await signUpByEmail(newAddress())
    expect((await neighbor.answer(await codeTo(app, shop, neighbor.to))).status).toBe(200)
    app.clock.advance(7 * day)
    const later = await signUpByEmail(from)
    expect((await later.answer(await codeTo(app, shop, later.to))).status).toBe(200)
  })

  test('owns one of all addresses it guesses at with a chance below 0.5 % a year (R107)', () => {
    expect(1 - (1 - 1e-6) ** (90 * 52.2)).toBeLessThan(0.005)
  })

  test('takes nothing for people who mistype their code and then get it right', async () => {
    const from = newAddress()
    for (const way of Object.values(ways)) {
      const asked = await way(from)
      for (let slip = 0; slip < 2; slip++) expect(await wrongly(asked)).toBe('form_code_incorrect')
      expect((await asked.answer(await codeTo(app, shop, asked.to))).status).toBe(200)
      expect(await countOf(ofAddress(from))).toBe(0)
    }
  })

  test('gives nothing back for other targets, or for wrong codes of an earlier week', async () => {
    const from = newAddress()
    const foreign = await signUpByEmail(from)
    for (let guess = 0; guess < 3; guess++) await wrongly(foreign)
    const own = await signUpByEmail(from)
    await wrongly(own)
    expect((await own.answer(await codeTo(app, shop, own.to))).status).toBe(200)
    expect(await countOf(ofAddress(from))).toBe(3)

    app.clock.advance(6 * day)
    const to = newEmail()
    const early = await signUpByEmail(from, to)
    for (let guess = 0; guess < 4; guess++) await wrongly(early)
    app.clock.advance(2 * day)
    for (let guess = 0; guess < 3; guess++) await wrongly(await signUpByEmail(from))
    expect(await countOf(ofAddress(from))).toBe(3)
    const late = await signUpByEmail(from, to)
    expect((await late.answer(await codeTo(app, shop, to))).status).toBe(200)
    expect(await countOf(ofAddress(from))).toBe(4)
  })

  test('lets no more through when many guess at once (R7)', async () => {
    const from = newAddress()
    const asked: Asked[] = []
    for (let target = 0; target < 4; target++) asked.push(await signUpByEmail(from))
    await wrongly(asked[0] as Asked)
    await limits().set({ count: 88 }).where('key', '=', ofAddress(from)).execute()
    const codes = await Promise.all(asked.map(wrongly))
    expect(codes.filter((code) => code === 'form_code_incorrect')).toHaveLength(2)
    expect(codes.filter((code) => code === 'too_many_requests')).toHaveLength(2)
  })

  test('counts towards the alarm of the instance (R107)', async () => {
    await wrongly(await signUpByEmail(newAddress()))
    expect(await countOf(`failures|${shop.instance.id}`)).toBe(1)
  })
})

const recovery: Way = async (from, to = newEmail()) => {
  const user = { email_address: [to], password, totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }
  const made = await backend(app, shop)('POST', '/users', user)
  // A factor that has just been set up cannot be replaced yet.
  if (made.status === 200) app.clock.advance(8 * day)
  const browser = visitor(from)
  const { response } = await startSignIn(browser, to)
  const prepared = await browser.post(`/client/sign_ins/${response.id}/prepare_recovery`)
  if (prepared.status !== 200) throw new Error(prepared.code)
  return { to, answer: (code) => browser.post(`/client/sign_ins/${response.id}/attempt_recovery`, { code }) }
}

describe('from any number of addresses', () => {
  const targets = {
    'sign-up by email': signUpByEmail,
    'sign-up by phone': signUpByPhone,
    'adding an email address': addEmail,
    'adding a phone number': addPhone,
    'account recovery': recovery,
  }

  test.each(Object.entries(targets))(
    'a target of 20 wrong codes gets codes with a single try, ten a day, which its owner reads, for %s (R16)',
    async (_, way) => {
      const first = await way(newAddress())
      for (let guess = 0; guess < 2; guess++) expect(await wrongly(first)).toBe('form_code_incorrect')
      const { to } = first
      const [month, today] = [ofTarget(to, 'month'), ofTarget(to, 'day')]
      expect(await countOf(month)).toBe(2)
      await limits().set({ count: 19 }).where('key', '=', month).execute()
      expect(await wrongly(first)).toBe('form_code_incorrect')

      const slip = await way(newAddress(), to)
      expect(await wrongly(slip)).toBe('form_code_incorrect')
      expect((await slip.answer(await codeTo(app, shop, to))).code).toBe('verification_failed')
      await limits().set({ count: 10 }).where('key', '=', today).execute()
      await expect(way(newAddress(), to)).rejects.toThrow('too_many_requests')
      app.clock.advance(day)
      const owner = await way(newAddress(), to)
      expect((await owner.answer(await codeTo(app, shop, to))).status).toBe(200)
    },
  )

  test('one target is owned with a chance below 0.5 % a year (R16)', () => {
    // In each 30 days 20 wrong codes, and those of the five codes that were sent in the hour before the last of them. Then ten a day.
    expect(1 - (1 - 1e-6) ** (12.2 * (20 + 5 * 5) + 10 * 365)).toBeLessThan(0.005)
  })
})
