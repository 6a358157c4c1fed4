import type { ClientView, PhoneNumberView } from '@countersign/contract'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { makeFirstInstances } from '../../src/instances/bootstrap.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startWorker, type Worker } from '../../src/messages/outbox/worker.ts'
import { openSmsSenders } from '../../src/transports/open.ts'
import { parseSmsTransports } from '../../src/transports/parse.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { type Browser, codeOf, enrol, second, signUp } from '../support/browser.ts'
import { type Operator, signInByLink } from '../support/operator.ts'
import { SmsProvider } from '../support/peers/sms-provider.ts'

export interface Message {
  id: string
  channel: string
  kind: string
  to: string
  status: string
  price: number
  country: string | null
  transport: string | null
}
interface Counts {
  sent: number
  answered: number
  refused: number
  spent: number
  saved: number
}
export interface Spending {
  days: (Counts & { day: string })[]
  countries: (Counts & { country: string })[]
  budget: { used: number; most: number; level: number; resets_at: number }
  is_paid: boolean
}

export let app: TestApp
export let dashboard: CreatedInstance
export let operator: Operator
let secret = ''
export let instance: CreatedInstance
export let other: CreatedInstance
export let provider: SmsProvider
let worker: Worker | null = null
let count = 0

/** Starts the app of a file of this folder: each has one of its own. */
export function setScene(): void {
  beforeAll(async () => {
    app = await startTestApp()
    secret = ''
    dashboard = { instance: (await makeFirstInstances(app.context)).dashboard, secretKey: '' }
  })
  afterAll(() => app.close())
  beforeEach(async () => {
    app.clock.advance(3_600_000)
    await enter()
    instance = await app.create({ name: `Board ${++count}` }, phonesOn)
    other = await app.create({ name: `Other ${count}` }, phonesOn)
    provider = new SmsProvider()
  })
  afterEach(async () => {
    await worker?.stop()
    worker = null
    provider.stop()
    app.context.senders = { sms: [], email: [] }
  })
}

const phonesOn = {
  multi_factor: { totp: true, phone_code: true, backup_code: true },
  sms: { countries: ['DE'], daily_budget: 1, reserved_percent: 10, prices: { DE: 0.1 } },
}

export async function connect(): Promise<void> {
  const sms = await openSmsSenders(parseSmsTransports(await provider.listen()), { clock: app.clock })
  app.context.senders = { sms, email: [] }
}
/** From now on messages leave; the worker ends with the test. */
export function startSending(): void {
  worker = startWorker(app.context)
}

/** An operator who has just proven both factors. */
export async function enter(): Promise<void> {
  operator = await signInByLink(app, dashboard)
  if (secret === '') {
    secret = (await enrol(operator)).secret
    return
  }
  const { response } = await operator.get<ClientView>('/client')
  const code = codeOf(secret, app.clock.now())
  const proven = await second(operator, response.sign_in?.id ?? '', 'totp', code)
  if (proven.response.status !== 'complete') throw new Error(JSON.stringify(proven.body))
}
export const ask = <T>(method: string, rest: string, body?: unknown, { instance: { id } } = instance) =>
  operator.ask<T>(method, `/instances/${id}${rest}`, body)
export const person = (on = instance) => signUp(app, on, `board${++count}@example.com`)
const newNumber = () => `+49151${String(10_000_000 + (++count % 80) * 1_000_003)}`
export async function prepare(browser: Browser, number = newNumber()) {
  const { response } = await browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number: number })
  const answer = await browser.post(`/me/phone_numbers/${response.id}/prepare_verification`)
  return { number, answer, path: `/me/phone_numbers/${response.id}` }
}
