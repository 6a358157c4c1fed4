import { BlockList } from 'node:net'
import type { PhoneNumberView, SettingsPatch, SignInView, SignUpView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startWorker, type Worker } from '../../src/messages/outbox/worker.ts'
import { openSmsSenders } from '../../src/transports/open.ts'
import { parseSmsTransports } from '../../src/transports/parse.ts'
import type { MailMessage } from '../../src/transports/transport.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { type Answer, Browser, password } from '../support/browser.ts'
import { SmsProvider } from '../support/peers/sms-provider.ts'

/**
 * Whoever is paid by the message signs accounts up, adds numbers to them and asks for codes that nobody reads, from many addresses. What
 * the provider gets is what the operator pays.
 */
let app: TestApp
let worker: Worker
let provider: SmsProvider
let instance: CreatedInstance
const mails: MailMessage[] = []
const price = 0.1

beforeAll(async () => {
  const trustedProxies = new BlockList()
  trustedProxies.addAddress('127.0.0.1')
  app = await startTestApp({}, { trustedProxies })
  provider = new SmsProvider()
  const mailbox = {
    name: 'mailbox',
    send: async (mail: MailMessage) => {
      mails.push(mail)
      return { providerId: null }
    },
    close: async () => {},
  }
  const sms = await openSmsSenders(parseSmsTransports(await provider.listen()), { clock: app.clock })
  app.context.senders = { sms, email: [mailbox] }
  worker = startWorker(app.context)
  app.context.onQueued = () => void setTimeout(worker.wake, 5)
})
afterAll(async () => {
  await worker.stop()
  provider.stop()
  await app.close()
})
beforeEach(() => {
  app.clock.advance(86_400_000)
  provider.got.length = 0
})

let count = 0
async function newInstance(sms: SettingsPatch['sms'] = {}, limits: SettingsPatch['limits'] = {}): Promise<void> {
  const host = `clerk.pumped${++count}.example`
  instance = await app.create(
    { name: `Pumped ${count}`, environment: 'production', host },
    {
      multi_factor: { phone_code: true, backup_code: true },
      sms: { countries: ['DE', 'AT'], default_price: price, ...sms },
      limits,
    },
  )
}

/** One of fifty addresses, and one of their own for honest people. */
const addresses = Array.from({ length: 50 }, (_, index) => `198.51.100.${index}`)
function visitor(address = `203.0.113.${++count % 250}`): Browser {
  const browser = new Browser(app, instance)
  browser.origin = `https://${instance.instance.host}`
  browser.headers = { 'x-forwarded-for': address }
  return browser
}

/** As anybody signs up: with the code from the mail. */
async function signUp(browser: Browser): Promise<string> {
  const email = `pumper${++count}@example.com`
  const { response } = await browser.post<SignUpView>('/client/sign_ups', { email_address: email, password })
  const path = `/client/sign_ups/${response.id}`
  await browser.post(`${path}/prepare_verification`, { strategy: 'email_code' })
  const mail = await vi.waitFor(
    () => mails.findLast(({ to }) => to === email) ?? Promise.reject(new Error('not yet')),
    { timeout: 60_000 },
  )
  const done = await browser.post<SignUpView>(`${path}/attempt_verification`, { code: codeIn(mail.subject) })
  expect(done.response.status).toBe('complete')
  return email
}
const codeIn = (text: string) => /\d{6}/.exec(text)?.[0] ?? ''

async function add(browser: Browser, number: string): Promise<string> {
  const { response, status } = await browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number: number })
  expect(status).toBe(200)
  return `/me/phone_numbers/${response.id}`
}

/** Twenty accounts, signed up from as many addresses. */
async function accounts(): Promise<Browser[]> {
  const browsers = addresses.slice(0, 20).map(visitor)
  await Promise.all(browsers.map(signUp))
  return browsers
}

/** A hundred and twenty numbers or fewer, from all fifty addresses; how many of each answer there were. An account holds five, so each goes again. */
async function pump(
  browsers: Browser[],
  number: (index: number) => string,
  messages = 120,
): Promise<Record<string, number>> {
  const answers: Record<string, number> = {}
  for (let index = 0; index < messages; index++) {
    const browser = browsers[index % browsers.length]!
    browser.headers['x-forwarded-for'] = addresses[index % 50]!
    const path = await add(browser, number(index))
    const { status, code = String(status) } = await browser.post(`${path}/prepare_verification`)
    answers[code] = (answers[code] ?? 0) + 1
    expect((await browser.delete(path)).status).toBe(200)
  }
  return answers
}

/** What the provider has been given, once everything that was promised has gone. */
async function bill(): Promise<{ messages: number; cost: number; tally: number }> {
  const { db } = app.context
  const { id } = instance.instance
  const waiting = db.selectFrom('messages').select('id').where('status', '=', 'queued')
  await vi.waitFor(async () => expect(await waiting.execute()).toEqual([]), { timeout: 60_000 })
  const today = db
    .selectFrom('limits')
    .select('count')
    .where('key', 'like', `sms|${id}|budget|%`)
    .where('key', 'not like', '%|budget|%|%')
  const sent = db.selectFrom('messages').select('price').where('instance_id', '=', id).where('channel', '=', 'sms')
  const cents = (await sent.where('status', '=', 'sent').execute()).reduce((sum, row) => sum + (row.price ?? 0), 0)
  const tally = (await today.orderBy('expires_at', 'desc').executeTakeFirst())?.count ?? 0
  return { messages: provider.got.length, cost: cents / 10_000, tally: tally / 10_000 }
}

const german = (last: number) => `+4915222${String(last).padStart(6, '0')}`
/** Somebody whose number was verified before the attack, and who signs in. */
async function honest(number: string): Promise<() => Promise<Answer<unknown>>> {
  const browser = visitor()
  const email = await signUp(browser)
  const path = await add(browser, number)
  await browser.post(`${path}/prepare_verification`)
  const message = await vi.waitFor(
    () => provider.got.findLast(({ to }) => to === number) ?? Promise.reject(new Error()),
    { timeout: 60_000 },
  )
  expect((await browser.post(`${path}/attempt_verification`, { code: codeIn(message.body) })).status).toBe(200)
  expect((await browser.patch(path, { reserved_for_second_factor: 'true' })).status).toBe(200)
  return async () => {
    const again = visitor()
    const { response } = await again.post<SignInView>('/client/sign_ins', { identifier: email, password })
    return again.post(`/client/sign_ins/${response.id}/prepare_second_factor`, { strategy: 'phone_code' })
  }
}

describe('a hundred and twenty numbers from fifty addresses, of which none is read', () => {
  test('cost three messages in ten minutes, if they are neighbours (R135)', async () => {
    await newInstance()
    const browsers = await accounts()
    expect(await pump(browsers, german)).toEqual({ 200: 3, too_many_requests: 117 })
    expect(await bill()).toEqual({ messages: 3, cost: 0.3, tally: 0.3 })
  })

  test('open the breaker of their range at twenty messages, and stop nobody whose number is verified (R136)', async () => {
    await newInstance()
    const elsewhere = await honest('+4917633345678')
    const inside = await honest(german(999_999))
    // Long enough for their messages to be judged no more.
    app.clock.advance(16 * 60_000)
    const browsers = await accounts()
    provider.got.length = 0
    const before = (await bill()).tally
    expect(await pump(browsers, (index) => german(index * 1000))).toEqual({ 200: 20, sms_paused: 100 })
    const { messages, tally } = await bill()
    expect([messages, tally - before]).toEqual([20, expect.closeTo(20 * price)])

    // At the same moment: somebody of long ago in another range, somebody new there, and another country.
    expect((await elsewhere()).status).toBe(200)
    expect((await inside()).status).toBe(200)
    for (const number of ['+4917033345678', '+436641234567']) {
      const browser = visitor()
      await signUp(browser)
      expect((await browser.post(`${await add(browser, number)}/prepare_verification`)).status).toBe(200)
    }
    expect((await bill()).messages).toBe(24)
    const audit = app.database.db.selectFrom('audit').select('details').where('event', '=', 'sms.range_paused')
    const paused = await audit.where('instance_id', '=', instance.instance.id).execute()
    expect(paused.map(({ details }) => JSON.parse(details))).toEqual([{ range: '+4915222', sent: 20, answered: 0 }])
  })

  test('cost what the budget of the day leaves to strangers and not a message more, if each is in a range of its own (R135)', async () => {
    await newInstance({ countries: ['DE', 'AT'], daily_budget: 2, reserved_percent: 33 })
    const owner = await honest('+4917633345679')
    app.clock.advance(16 * 60_000)
    const browsers = await accounts()
    provider.got.length = 0
    const before = (await bill()).tally
    // The owner's number was verified by a message that came out of the same part.
    expect(await pump(browsers, farApart, 40)).toEqual({ 200: 12, sms_paused: 28 })
    const { messages, cost, tally } = await bill()
    expect([messages, cost, tally - before]).toEqual([12, expect.closeTo(1.3), expect.closeTo(1.2)])
    expect((await owner()).status).toBe(200)
  })

  test('open the breaker of their country at thirty messages, if they are spread over all of it (R136)', async () => {
    await newInstance()
    const owner = await honest('+4917633345680')
    app.clock.advance(16 * 60_000)
    const browsers = await accounts()
    provider.got.length = 0
    expect(await pump(browsers, farApart, 60)).toEqual({ 200: 30, sms_paused: 30 })
    expect((await bill()).messages).toBe(30)
    expect((await owner()).status).toBe(200)
    const audit = app.database.db.selectFrom('audit').select('details').where('event', '=', 'sms.country_paused')
    const paused = await audit.where('instance_id', '=', instance.instance.id).execute()
    expect(paused.map(({ details }) => JSON.parse(details))).toEqual([{ country: 'DE', sent: 30, answered: 0 }])
  })

  test('stop at ten messages, if all of them are asked for from one address (R136)', async () => {
    await newInstance({}, { new_destinations: 300 })
    const browsers = await accounts()
    const answers: Record<string, number> = {}
    const ask = async (index: number) => {
      const browser = browsers[index % browsers.length]!
      browser.headers['x-forwarded-for'] = '198.51.100.200'
      const { status, code = String(status) } = await browser.post(
        `${await add(browser, farApart(index))}/prepare_verification`,
      )
      answers[code] = (answers[code] ?? 0) + 1
    }
    for (let index = 0; index < 15; index++) await ask(index)
    expect(answers).toEqual({ 200: 10, sms_paused: 5 })
  })
})

/** Each in a range of its own, in one country. */
const farApart = (index: number) =>
  `+4917${index % 2 ? 1 : 5}${String(100_000 + index * 13_337)
    .slice(-7)
    .padStart(7, '3')}`

test('numbers that were verified for the purpose lose what owners of numbers have, when their sign-ins are never finished (R136)', async () => {
  await newInstance()
  const pumpers = []
  for (let index = 0; index < 22; index++) pumpers.push(await honest(german(index * 1000)))
  // The last of them has gone before the count begins.
  await bill()
  app.clock.advance(3_600_000)
  provider.got.length = 0
  const answers: Record<string, number>[] = []
  for (let round = 0; round < 4; round++) {
    answers[round] = {}
    for (const ask of pumpers) {
      const { status, code = String(status) } = await ask()
      answers[round]![code] = (answers[round]![code] ?? 0) + 1
    }
    // The clock moves past the lease of a message: one that is in the worker’s hands would be sent twice.
    await bill()
    app.clock.advance(61_000)
  }
  expect(answers).toEqual([{ 200: 22 }, { 200: 22 }, { 200: 22 }, { sms_paused: 22 }])
  expect((await bill()).messages).toBe(66)
})
