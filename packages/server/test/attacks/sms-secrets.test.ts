import type { BackendUserView, ClientView, PhoneNumberView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { makeAdministratorLink } from '../../src/administrators/link.ts'
import { makeFirstInstances } from '../../src/instances/bootstrap.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startWorker } from '../../src/messages/outbox/worker.ts'
import { openSmsSenders } from '../../src/transports/open.ts'
import { parseSmsTransports } from '../../src/transports/parse.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, password } from '../support/browser.ts'
import { SmsProvider } from '../support/peers/sms-provider.ts'
import { asText, dumpDatabase } from './dump.ts'

let app: TestApp
/** As `app`, with every answer of every API noted. */
let watched: TestApp
let instance: CreatedInstance
const provider = new SmsProvider()
const answers: string[] = []
/** Copies of the database, while messages wait and after they were sent. */
const dumps: string[] = []
const number = '+4915112345678'

beforeAll(async () => {
  app = await startTestApp()
  const request = async (url: string, init?: RequestInit) => {
    const answer = await app.app.request(url, init)
    answers.push(`${url} ${JSON.stringify([...answer.headers])} ${await answer.clone().text()}`)
    return answer
  }
  watched = { ...app, app: { request } as unknown as TestApp['app'] }
  const sms = await openSmsSenders(parseSmsTransports(await provider.listen()), { clock: app.clock })
  app.context.senders = { sms, email: [] }
  instance = await app.create(
    { environment: 'production', host: 'clerk.secret.example' },
    { multi_factor: { phone_code: true, totp: true, backup_code: true }, sms: { countries: ['DE'] } },
  )
  await live()
})
afterAll(async () => {
  provider.stop()
  await app.close()
})

/** What the provider gets, and nobody else: the database is looked at before the message has gone and after. */
async function receive(): Promise<string> {
  app.clock.advance(60_000)
  dumps.push(asText(await dumpDatabase(app.context.db)))
  const had = provider.got.length
  const worker = startWorker(app.context)
  const last = await vi.waitFor(() => provider.got[had] ?? Promise.reject(new Error('not yet')))
  await worker.stop()
  dumps.push(asText(await dumpDatabase(app.context.db)))
  return /^\d{6}/.exec(last.body)?.[0] ?? ''
}

const visitor = () => {
  const browser = new Browser(watched, instance)
  browser.origin = 'https://clerk.secret.example'
  return browser
}

/** Everything a code by SMS is for, with wrong codes, old ones and used ones in between. */
async function live(): Promise<void> {
  const call = backend(watched, instance)
  const email = 'secret@example.com'
  await call<BackendUserView>('POST', '/users', { email_address: [email], password })
  const browser = visitor()
  await browser.post('/client/sign_ins', { identifier: email, password })
  const { response: phone } = await browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number: number })
  const path = `/me/phone_numbers/${phone.id}`
  await browser.post(`${path}/prepare_verification`)
  const old = await receive()
  await browser.post(`${path}/prepare_verification`)
  const code = await receive()
  await browser.get(path)
  for (const given of [old, '12345', code, code]) await browser.post(`${path}/attempt_verification`, { code: given })
  await browser.patch(path, { reserved_for_second_factor: 'true' })

  const other = visitor()
  const { response: signIn } = await other.post<SignInView>('/client/sign_ins', { identifier: email, password })
  const step = `/client/sign_ins/${signIn.id}`
  await other.post(`${step}/prepare_second_factor`, { strategy: 'phone_code' })
  await other.post(`${step}/attempt_second_factor`, { strategy: 'phone_code', code })
  const done = { strategy: 'phone_code', code: await receive() }
  await other.get(step)
  expect((await other.post<SignInView>(`${step}/attempt_second_factor`, done)).response.status).toBe('complete')
  await other.post(`${step}/attempt_second_factor`, done)

  const { response: client } = await other.get<ClientView>('/client')
  const verify = `/client/sessions/${client.last_active_session_id}/verify`
  await other.post(verify, { level: 'second_factor' })
  await other.post(`${verify}/prepare_second_factor`, { strategy: 'phone_code' })
  const again = { strategy: 'phone_code', code: await receive() }
  expect((await other.post(`${verify}/attempt_second_factor`, again)).status).toBe(200)

  const users = await call<BackendUserView[]>('GET', '/users')
  for (const asked of [
    `/users/${users.response[0]?.id}`,
    '/sessions',
    '/instance',
    '/testing/messages',
    '/users/count',
  ])
    await call('GET', asked)
  await askDashboard()
  await watched.app.request('http://localhost:4100/metrics')
}

async function askDashboard(): Promise<void> {
  const { dashboard } = await makeFirstInstances(app.context)
  const operator = new Browser(watched, { instance: dashboard, secretKey: '' })
  const ticket = new URL((await makeAdministratorLink(app.context, dashboard)).url).hash.slice('#ticket='.length)
  await operator.post('/client/sign_ins', { strategy: 'ticket', ticket })
  const cookie = [...operator.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const one = `/instances/${instance.instance.id}`
  for (const path of ['/applications', one, `${one}/users/count`, `${one}/keys`])
    await watched.app.request(`http://localhost:4100/dashboard/api${path}`, { headers: { cookie } })
}

const codes = () => provider.got.map(({ body }) => /^\d{6}/.exec(body)?.[0] ?? '')
const without = (text: string) => codes().filter((code) => !new RegExp(`\\b${code}\\b`).test(text))

test('the journey had four codes sent, to the number and to nobody else', () => {
  expect(codes()).toHaveLength(4)
  expect(codes()).not.toContain('')
  expect(provider.got.map(({ to }) => to)).toEqual(codes().map(() => number))
  expect(answers.length).toBeGreaterThan(25)
  expect(answers.filter((answer) => /"code":"internal_error"/.test(answer))).toEqual([])
})

test('no answer of any API, no header and no metric holds a code sent by SMS (R18)', () => {
  expect(
    answers.some((answer) => answer.startsWith('http://localhost:4100/metrics') && answer.includes('# HELP')),
  ).toBe(true)
  expect(without(answers.join('\n'))).toEqual(codes())
})

test('nor does the log, at its most talkative (R18, R146)', () => {
  expect(app.logged.length).toBeGreaterThan(0)
  expect(without(app.logged.join('\n'))).toEqual(codes())
})

test('nor does a copy of the database, audit included, while the message waits or after it was sent (R18, R19)', () => {
  expect(dumps).toHaveLength(8)
  for (const dump of dumps) {
    expect(dump).toContain('phone_number')
    expect(without(dump)).toEqual(codes())
  }
  expect(dumps.at(-1)).toMatch(/"status":"sent"/)
})

test('what is kept of a code is a keyed hash, of its attempt and purpose: equal codes look different (R19)', async () => {
  const rows = await app.context.db.selectFrom('verifications').selectAll().execute()
  expect(rows.length).toBe(4)
  for (const row of rows) {
    expect(row.code_mac).toMatch(/^[\w-]{43}$/)
    for (const code of codes()) {
      const own = app.context.keyring.mac('code', `${row.purpose}|${row.attempt_id}|${code}`)
      expect(app.context.keyring.mac('code', `${row.purpose}|another|${code}`)).not.toBe(own)
    }
  }
  expect(new Set(rows.map(({ code_mac }) => code_mac)).size).toBe(4)
})
