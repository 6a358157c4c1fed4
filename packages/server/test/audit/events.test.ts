import type { AuditLogsView, AuditLogView, BackendUserView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type AuditPlace, listAudit } from '../../src/audit/list.store.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import {
  Browser,
  backend,
  codeOf,
  enrol,
  mailedCode,
  me,
  password,
  second,
  signUp,
  startSignIn,
} from '../support/browser.ts'

let app: TestApp
let instance: CreatedInstance
const seen = new Set<string>()
beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `audited${++count}@example.com`
const call = <T>(method: string, path: string, body?: unknown) => backend(app, instance)<T>(method, path, body)

/** What was written since the last look, by name, as one reads it through the Backend API. */
async function news(): Promise<AuditLogView[]> {
  const { response } = await call<AuditLogsView>('GET', '/audit_logs?limit=500')
  const fresh = response.data.filter(({ id }) => !seen.has(id))
  for (const { id } of fresh) seen.add(id)
  return fresh.reverse().sort((a, b) => (a.event < b.event ? -1 : 1))
}
const names = async () => (await news()).map((entry) => entry.event)
const failures = async () =>
  (await news())
    .filter(({ event }) => event === 'proof.failed')
    .map(({ details, user_id }) => ({ ...details, user_id }))

test('a life of an account is one entry for each thing that happened (R145)', async () => {
  await news()
  const email = newEmail()
  const browser = await signUp(app, instance, email)
  expect(await names()).toEqual(['code.sent', 'sign_up.completed', 'sign_up.email_verified'])
  const { secret, backupCodes } = await enrol(browser)
  expect(await names()).toEqual(['enrolment.started', 'factor.added', 'second_factors.changed'])

  const other = new Browser(app, instance)
  const begun = await startSignIn(other, email)
  await second(other, begun.response.id, 'totp', codeOf(secret, app.clock.now()))
  const signIn = await news()
  expect(signIn.map(({ event }) => event)).toEqual([
    'sign_in.completed',
    'sign_in.first_factor',
    'sign_in.second_factor',
    'sign_in.started',
  ])
  const { id } = (await me(other)).response
  for (const entry of signIn)
    expect(entry).toMatchObject({ user_id: id, actor_id: id, created_at: app.clock.now(), request_id: /^req_/ })
  expect(signIn.find(({ event }) => event === 'sign_in.second_factor')?.details).toEqual({ strategy: 'totp' })
  await other.post(
    `/client/sessions/${(await other.get<{ last_active_session_id: string }>('/client')).response.last_active_session_id}/end`,
  )
  expect(await names()).toEqual(['session.ended'])

  const spare = await startSignIn(other, email)
  await second(other, spare.response.id, 'backup_code', backupCodes[0] ?? '')
  expect(await names()).toEqual([
    'sign_in.completed',
    'sign_in.first_factor',
    'sign_in.second_factor',
    'sign_in.started',
  ])
  await call('POST', `/users/${id}/ban`)
  await call('POST', `/users/${id}/unban`)
  await call('DELETE', `/users/${id}/mfa`)
  await call('DELETE', `/users/${id}`)
  const ended = await news()
  expect(ended.map(({ event }) => event)).toEqual(
    expect.arrayContaining([
      'user.banned',
      'user.unbanned',
      'factor.removed',
      'second_factors.changed',
      'user.deleted',
    ]),
  )
  expect(ended.find(({ event }) => event === 'second_factors.changed')).toMatchObject({
    details: { from: ['totp', 'backup_code'], to: [] },
  })
  expect(ended.find(({ event }) => event === 'factor.removed')).toMatchObject({
    user_id: id,
    actor_id: expect.stringMatching(/^key_/),
  })
})

test('each wrong proof is written down, whoever it is for, and the lock that it brings; none with what was typed (R145)', async () => {
  const email = newEmail()
  const browser = await signUp(app, instance, email)
  const { id } = (await me(browser)).response
  await news()
  await startSignIn(new Browser(app, instance), 'nobody@example.com', 'a wrong password')
  app.clock.advance(1000)
  await startSignIn(new Browser(app, instance), email, 'a wrong password')
  const wrong = { purpose: 'sign_in', strategy: 'password' }
  expect(await failures()).toEqual([
    { ...wrong, reason: 'form_password_or_identifier_incorrect', user_id: null },
    { ...wrong, reason: 'form_password_or_identifier_incorrect', user_id: id },
  ])
  await browser.post('/me/totp')
  await browser.post('/me/totp/attempt_verification', { code: '000000' })
  expect(await failures()).toEqual([
    { purpose: 'enrolment', strategy: 'totp', reason: 'form_code_incorrect', user_id: id },
  ])
  for (let tries = 0; tries < 9; tries++) await startSignIn(new Browser(app, instance), email, 'a wrong password')
  const told = await news()
  expect(told.filter(({ event }) => event === 'user.locked')).toMatchObject([{ user_id: id, actor_id: 'machine' }])
  expect(JSON.stringify(told)).not.toContain('a wrong password')
})

test('a right code that was used before is written down as what it is, though its answer tells nothing of it (R145, R11)', async () => {
  const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
  const email = newEmail()
  await call<BackendUserView>('POST', '/users', { email_address: [email], password, totp_secret: secret })
  const code = codeOf(secret, app.clock.now())
  const attempt = async () => {
    const browser = new Browser(app, instance)
    return [browser, (await startSignIn(browser, email)).response.id] as const
  }
  const attempts = await Promise.all([attempt(), attempt()])
  await news()
  const answers = await Promise.all(attempts.map(([browser, id]) => second(browser, id, 'totp', code)))
  expect(answers.map(({ code: refused }) => refused).sort()).toEqual(['form_code_incorrect', undefined])
  const [browser, id] = await attempt()
  expect((await second(browser, id, 'totp', code)).code).toBe('form_code_incorrect')
  const replay = { purpose: 'sign_in', strategy: 'totp', reason: 'form_code_incorrect', replay: true }
  expect(await failures()).toMatchObject([replay, replay])
})

test('codes by mail at sign-up are told apart: sent, wrong, right (R145)', async () => {
  const email = newEmail()
  const browser = new Browser(app, instance)
  const { response } = await browser.post<{ id: string }>('/client/sign_ups', { email_address: email, password })
  const path = `/client/sign_ups/${response.id}`
  await news()
  await browser.post(`${path}/prepare_verification`, { strategy: 'email_code' })
  const code = await mailedCode(browser, email)
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
  await browser.post(`${path}/attempt_verification`, { strategy: 'email_code', code: wrong })
  await browser.post(`${path}/attempt_verification`, { strategy: 'email_code', code })
  expect((await news()).map(({ event, details }) => [event, details['purpose']])).toEqual([
    ['code.sent', 'sign_up'],
    ['proof.failed', 'sign_up'],
    ['sign_up.completed', undefined],
    ['sign_up.email_verified', undefined],
  ])
})

test('the log is read in pages, by user, by event and by time, and only one’s own', async () => {
  const { response: all } = await call<AuditLogsView>('GET', '/audit_logs?limit=500')
  const paged: string[] = []
  for (let before = ''; ; ) {
    const { response } = await call<AuditLogsView>('GET', `/audit_logs?limit=20${before}`)
    paged.push(...response.data.map(({ id }) => id))
    if (response.next === null) break
    before = `&before=${response.next}`
  }
  expect(paged).toEqual(all.data.map(({ id }) => id))
  const one = all.data.find(({ event }) => event === 'user.locked')
  const at = one?.created_at ?? 0
  const found = await call<AuditLogsView>(
    'GET',
    `/audit_logs?user_id=${one?.user_id}&event=user.locked&since=${at}&until=${at + 1}`,
  )
  expect(found.response).toEqual({ data: [one], next: null })
  expect((await call<AuditLogsView>('GET', `/audit_logs?event=user.locked&until=${at}`)).response.data).toEqual([])
  expect((await call('GET', '/audit_logs?before=1.aud_x')).code).toBe('form_param_format_invalid')
  const other = await app.create({ name: 'Elsewhere' })
  const foreign = await backend(app, other)<AuditLogsView>('GET', '/audit_logs')
  expect(foreign.response.data.map(({ event }) => event)).toEqual(['instance.created'])
})

test('what a browser says of itself stays one line of JSON in the log, and cannot be taken for another (R147)', async () => {
  const browser = new Browser(app, instance)
  const name = 'evil\u2028{"level":60}\u001b[31m'
  app.logged.length = 0
  browser.headers['user-agent'] = encodeURIComponent(name)
  await startSignIn(browser, `${name}\n{"level":"fatal"}@example.com`)
  await browser.post<SignInView>(`/client/sign_ins/${encodeURIComponent(`a\n{"level":"fatal"}`)}/attempt_first_factor`)
  expect(app.logged.length).toBeGreaterThan(0)
  for (const line of app.logged) {
    expect(line.trimEnd().split('\n')).toHaveLength(1)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
    expect(line.trimEnd()).not.toMatch(/[\u0000-\u001f]/)
    expect(JSON.parse(line).level).not.toBe('fatal')
  }
})

test('what is rare among many entries is looked for in bounded steps, each entry found once (R133, R139)', async () => {
  const fresh = await app.create({ name: 'Many entries' })
  const rows = Array.from({ length: 90 }, (_, index) => ({
    ...{
      id: `aud_${String(index).padStart(26, '0')}`,
      instance_id: fresh.instance.id,
      at: 1000 + Math.floor(index / 4),
    },
    ...{ event: index % 45 === 1 ? 'user.locked' : 'session.ended', actor_id: index === 70 ? 'user_op' : null },
    ...{
      user_id: index % 30 === 2 ? 'user_rare' : 'user_1',
      ip: null,
      user_agent: null,
      request_id: null,
      details: '{}',
    },
  }))
  await app.context.db.insertInto('audit').values(rows).execute()
  const walk = async (filter: { userId?: string; event?: string }) => {
    const found: string[] = []
    let answers = 0
    let before: AuditPlace | undefined
    do {
      const query = { instanceId: fresh.instance.id, since: 1000, until: 2000, ...filter, before, limit: 50, most: 20 }
      const page = await listAudit(app.context.db, query)
      found.push(...page.rows.map(({ id }) => id))
      before = page.next ?? undefined
      answers += 1
    } while (before)
    return { found, answers }
  }
  const ids = (indexes: number[]) => indexes.map((index) => rows[index]?.id)
  expect(await walk({ userId: 'user_rare' })).toEqual({ found: ids([62, 32, 2]), answers: 5 })
  expect((await walk({ userId: 'user_op' })).found).toEqual(ids([70]))
  expect((await walk({ event: 'user.locked' })).found).toEqual(ids([46, 1]))
  expect(await walk({})).toEqual({ found: rows.map(({ id }) => id).reverse(), answers: 2 })
})
