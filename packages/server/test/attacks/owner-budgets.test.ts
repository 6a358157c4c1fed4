import { BlockList } from 'node:net'
import type { BackendUserView, PhoneNumberView, SettingsPatch, SignInView, SignUpView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import type { SmsMessage } from '../../src/transports/transport.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { type Answer, Browser, backend, password } from '../support/browser.ts'
import * as sent from '../support/sent-codes.ts'

/** Strangers know an address or a number, and have many network addresses. Every way of theirs is tried against every situation of an owner. */
let app: TestApp
const minute = 60_000

beforeAll(async () => {
  const trustedProxies = new BlockList()
  trustedProxies.addAddress('127.0.0.1')
  app = await startTestApp({}, { trustedProxies })
  // Something that is paid for: the messages stay in the queue, and the budget is charged.
  const provider = { name: 'provider', send: async (_: SmsMessage) => ({ providerId: null }), close: async () => {} }
  app.context.senders = { sms: [provider], email: [] }
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(25 * 60 * minute))

let count = 0
const configurations: Record<string, SettingsPatch> = {
  'password and email code': {},
  'email code only': { first_factors: { password: false, email_code: true } },
  'SMS code only': {
    first_factors: { password: false, email_code: false, phone_code: true },
    identifiers: { email_address: 'optional', phone_number: 'required' },
  },
  'password, then SMS': { first_factors: { email_code: false }, multi_factor: { phone_code: true } },
}
const begins: Record<string, string> = {
  'password and email code': 'email_code',
  'email code only': 'email_code',
  'SMS code only': 'phone_code',
  'password, then SMS': 'password',
}

interface Scene {
  instance: CreatedInstance
  strategy: string
  email: string
  number: string
}

async function newScene(name: string): Promise<Scene> {
  const host = `clerk.owned${++count}.example`
  const instance = await app.create(
    { name: `Owned ${count}`, environment: 'production', host },
    { sms: { countries: ['DE'], daily_budget: 5, default_price: 0.1 }, ...configurations[name] },
  )
  const [email, number] = [`owner${count}@example.com`, `+491522210${String(1000 + count)}`]
  const call = backend(app, instance)
  const isReserved = name === 'password, then SMS'
  const hasPassword = name.startsWith('password')
  const fields = hasPassword ? { password } : { skip_password_requirement: true }
  const { response } = await call<BackendUserView>('POST', '/users', { email_address: [email], ...fields })
  const phone = { user_id: response.id, phone_number: number, verified: true, reserved_for_second_factor: isReserved }
  expect((await call<PhoneNumberView>('POST', '/phone_numbers', phone)).status).toBe(200)
  return { instance, strategy: begins[name] ?? '', email, number }
}

/** Each in a network of its own, unless it is said where. */
const newAddress = () => `10.${++count >> 8}.${count & 255}.7`
function visitor({ instance }: Scene, address = newAddress()): Browser {
  const browser = new Browser(app, instance)
  browser.origin = `https://${instance.instance.host}`
  browser.headers = { 'x-forwarded-for': address }
  return browser
}

/** Messages of one moment have no order, so what follows happens later. */
async function latestCode(...of: Parameters<typeof sent.latestCode>): Promise<string> {
  app.clock.advance(1000)
  return sent.latestCode(...of)
}

type Begun = Answer<SignInView> & { path: string }
async function begin(browser: Browser, identifier: string, fields: Record<string, string>): Promise<Begun> {
  // Messages of one moment have no order.
  app.clock.advance(1000)
  const answer = await browser.post<SignInView>('/client/sign_ins', { identifier, ...fields })
  const id = answer.response?.id ?? answer.client?.sign_in?.id
  return { ...answer, path: `/client/sign_ins/${id}` }
}

/** As the owner signs in: with each code that is sent. What the first refusal is, or how the sign-in ends. */
async function signIn(scene: Scene, browser: Browser): Promise<string> {
  const { strategy, email, number } = scene
  const to = strategy === 'phone_code' ? number : email
  if (strategy === 'password') {
    const begun = await begin(browser, email, { password })
    if (begun.status !== 200) return begun.code ?? ''
    return secondStep(scene, browser, begun.path)
  }
  const begun = await begin(browser, to, { strategy })
  if (begun.status !== 200) return begun.code ?? ''
  const give = async () =>
    browser.post<SignInView>(`${begun.path}/attempt_first_factor`, { strategy, code: await latestCode(app, scene, to) })
  const first = await give()
  if (first.code !== 'second_code_sent') return first.code ?? first.response.status
  const last = await give()
  return last.code ?? last.response.status
}

async function secondStep(scene: Scene, browser: Browser, path: string): Promise<string> {
  const prepared = await browser.post<SignInView>(`${path}/prepare_second_factor`, { strategy: 'phone_code' })
  if (prepared.status !== 200) return prepared.code ?? ''
  const code = await latestCode(app, scene, scene.number)
  const done = await browser.post<SignInView>(`${path}/attempt_second_factor`, { strategy: 'phone_code', code })
  return done.code ?? done.response.status
}

/** By new password: what a code for one leads to. */
async function reset(scene: Scene, browser: Browser): Promise<string> {
  const strategy = 'reset_password_email_code'
  const begun = await begin(browser, scene.email, { strategy })
  if (begun.status !== 200) return begun.code ?? ''
  const give = async () => {
    const code = await latestCode(app, scene, scene.email)
    return browser.post<SignInView>(`${begun.path}/attempt_first_factor`, { strategy, code })
  }
  const first = await give()
  const last = first.code === 'second_code_sent' ? await give() : first
  return last.code ?? last.response.status
}

const wrong = '000000'
const times = (count: number) => Array.from({ length: count }, (_, index) => index)
/** Each asks twice, or guesses five times. */
const networks = times(12)

/** What strangers do, each time in networks of their own. */
const ways: Record<string, (scene: Scene) => Promise<void>> = {
  'asks for first-factor codes': async (scene) => {
    const { strategy, email, number } = scene
    for (const _ of [...networks, ...networks])
      await begin(visitor(scene), strategy === 'phone_code' ? number : email, { strategy })
  },
  'asks for codes again and again from one network': async (scene) => {
    const browser = visitor(scene)
    for (const _ of networks) {
      await begin(browser, scene.strategy === 'phone_code' ? scene.number : scene.email, { strategy: scene.strategy })
      app.clock.advance(minute)
    }
  },
  'asks for reset codes': async (scene) => {
    for (const _ of networks) await begin(visitor(scene), scene.email, { strategy: 'reset_password_email_code' })
    for (const _ of networks) await begin(visitor(scene), scene.number, { strategy: 'reset_password_phone_code' })
  },
  'enters wrong first-factor codes': (scene) => guess(scene, scene.strategy),
  'enters wrong reset codes': (scene) => guess(scene, 'reset_password_email_code'),
  'enters wrong passwords': async (scene) => {
    for (const _ of networks) await begin(visitor(scene), scene.email, { password: 'not the right one at all' })
  },
  'signs up with the address and the number': async (scene) => {
    for (const _ of networks) {
      const browser = visitor(scene)
      const fields = { email_address: scene.email, phone_number: scene.number, password }
      const { response } = await browser.post<SignUpView>('/client/sign_ups', fields)
      for (const strategy of ['email_code', 'phone_code'])
        await browser.post(`/client/sign_ups/${response?.id}/prepare_verification`, { strategy })
    }
  },
  'signs up with the numbers around': async (scene) => {
    for (const index of times(22)) await signUpWith(scene, `+49152221${String(index * 10 + 5000).padStart(6, '1')}`)
  },
  'signs up with numbers all over the country': async (scene) => {
    for (const index of times(32)) await signUpWith(scene, `+49${150 + (index % 8)}${20 + index}${100_000 + index * 7}`)
  },
}

async function guess(scene: Scene, strategy: string): Promise<void> {
  const to = strategy.includes('phone') ? scene.number : scene.email
  for (const _ of times(5)) {
    const browser = visitor(scene)
    const begun = await begin(browser, to, { strategy })
    for (const _ of times(5)) await browser.post(`${begun.path}/attempt_first_factor`, { strategy, code: wrong })
  }
}

async function signUpWith(scene: Scene, phone_number: string): Promise<void> {
  const browser = visitor(scene)
  const fields = { email_address: `flood${++count}@example.com`, phone_number, password }
  const { response } = await browser.post<SignUpView>('/client/sign_ups', fields)
  await browser.post(`/client/sign_ups/${response?.id}/prepare_verification`, { strategy: 'phone_code' })
}

const names = Object.keys(configurations)

describe.each(names)('whatever strangers do, with %s', (name) => {
  test.each(Object.keys(ways))(
    'the owner signs in on a known and on a new browser: a stranger %s (R103, R135)',
    async (way) => {
      const scene = await newScene(name)
      const home = visitor(scene)
      expect(await signIn(scene, home)).toBe('complete')
      await home.delete('/client/sessions')
      app.clock.advance(25 * 60 * minute)

      await ways[way]?.(scene)
      expect(await signIn(scene, home)).toBe('complete')
      app.clock.advance(2 * minute)
      // A stranger's wrong passwords do not lock a reset, so a new browser has that way.
      const isLocked = scene.strategy === 'password' && way === 'enters wrong passwords'
      expect(await (isLocked ? reset(scene, visitor(scene)) : signIn(scene, visitor(scene)))).toBe(
        isLocked ? 'needs_new_password' : 'complete',
      )
    },
    300_000,
  )
})

test('codes that strangers ask for void none that the owner is typing in (R17)', async () => {
  const scene = await newScene('email code only')
  const home = visitor(scene)
  expect(await signIn(scene, home)).toBe('complete')
  await home.delete('/client/sessions')
  app.clock.advance(60 * minute)
  for (const browser of [home, visitor(scene)]) {
    app.clock.advance(60 * minute)
    const begun = await begin(browser, scene.email, { strategy: 'email_code' })
    const code = await latestCode(app, scene, scene.email)
    for (const _ of times(8)) await begin(visitor(scene), scene.email, { strategy: 'email_code' })
    const done = await browser.post<SignInView>(`${begun.path}/attempt_first_factor`, { strategy: 'email_code', code })
    expect(done.response.status).toBe('complete')
  }
})

test('after five wrong codes a day one right code is not enough, so strangers gain no guesses (R80, R101)', async () => {
  const scene = await newScene('email code only')
  await guess(scene, 'email_code')
  const browser = visitor(scene)
  const begun = await begin(browser, scene.email, { strategy: 'email_code' })
  const give = (code: string) =>
    browser.post<SignInView>(`${begun.path}/attempt_first_factor`, { strategy: 'email_code', code })
  const first = await latestCode(app, scene, scene.email)
  expect((await give(first)).code).toBe('second_code_sent')
  // The same code again is none, and the second one counts for this attempt alone.
  expect((await give(first)).code).toBe('form_code_incorrect')
  const second = await latestCode(app, scene, scene.email)
  expect(second).not.toBe(first)
  const other = visitor(scene)
  const beside = await begin(other, scene.email, { strategy: 'email_code' })
  expect((await other.post(`${beside.path}/attempt_first_factor`, { strategy: 'email_code', code: second })).code).toBe(
    'form_code_incorrect',
  )
  expect((await give(second)).response.status).toBe('complete')
})
