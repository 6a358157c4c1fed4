import type { ClientView, SessionVerificationView, SessionView, TokenView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { type Browser, me, password, signUp, startSignIn } from '../support/browser.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `double${++count}@example.com`
const unknown = 'sess_00000000000000000000000000'
const subject = (jwt: string | null) => JSON.parse(Buffer.from(jwt?.split('.')[1] ?? '', 'base64url').toString()).sid

/** One browser with two accounts; the second is the active one. */
async function both(): Promise<{ browser: Browser; first: string; second: string }> {
  const email = newEmail()
  await signUp(app, instance, email)
  app.clock.advance(60_000)
  const browser = await signUp(app, instance, newEmail())
  const first = (await browser.get<ClientView>('/client')).response.last_active_session_id ?? ''
  const { response } = await startSignIn(browser, email)
  return { browser, first, second: response.created_session_id ?? '' }
}

describe('a session named in the path is the one that is meant', () => {
  test('when it is read, and when a token is minted (R84, R91)', async () => {
    const { browser, first, second } = await both()
    for (const id of [first, second]) {
      expect((await browser.get<SessionView>(`/client/sessions/${id}`)).response.id).toBe(id)
      const minted = await browser.post<TokenView>(`/client/sessions/${id}/tokens`)
      expect(subject(minted.response.jwt)).toBe(id)
    }
  })

  test('when it is made the active one, whatever became of the other', async () => {
    const { browser, first, second } = await both()
    await browser.post(`/client/sessions/${first}/touch?_clerk_session_id=${first}`)
    expect((await browser.get<ClientView>('/client')).response.last_active_session_id).toBe(first)
    await browser.post(`/client/sessions/${second}/touch`)
    expect((await browser.get<ClientView>('/client')).response.last_active_session_id).toBe(second)
    await browser.post(`/client/sessions/${second}/end`)
    expect((await browser.post(`/client/sessions/${first}/touch`)).status).toBe(200)
    expect((await me(browser)).status).toBe(200)
  })

  test.each(['end', 'remove'])('when it ends by /%s: the other goes on', async (verb) => {
    const { browser, first, second } = await both()
    const ended = await browser.post<SessionView>(`/client/sessions/${first}/${verb}`)
    expect(ended.response.id).toBe(first)
    expect(ended.client?.sessions.map((session) => session.id)).toEqual([second])
  })

  test('when it proves itself again: the other grows no fresher by it (R84)', async () => {
    const { browser, first, second } = await both()
    app.clock.advance(600_000)
    const path = `/client/sessions/${first}/verify`
    await browser.post(path, { level: 'first_factor' })
    const done = await browser.post<SessionVerificationView>(`${path}/attempt_first_factor`, {
      strategy: 'password',
      password,
    })
    expect(done.response.session.id).toBe(first)
    const age = async (id: string) =>
      (await browser.get<SessionView>(`/client/sessions/${id}`)).response.factor_verification_age
    expect(await age(first)).toEqual([0, -1])
    expect(await age(second)).not.toEqual([0, -1])
  })
})

test('an id that is none, or of another browser, opens nothing (R66)', async () => {
  const { browser } = await both()
  const foreign = await both()
  const verbs = ['', '/touch', '/tokens', '/end', '/remove', '/verify']
  for (const id of [unknown, foreign.first, foreign.second]) {
    for (const verb of verbs) {
      const path = `/client/sessions/${id}${verb}`
      const answer = verb === '' ? await browser.get(path) : await browser.post(path, { level: 'first_factor' })
      expect([verb, answer.status, answer.code]).toEqual([verb, 401, 'authentication_invalid'])
    }
  }
  expect((await me(foreign.browser)).status).toBe(200)
})

test('a foreign id in the query acts for nobody else (R66)', async () => {
  const victim = await both()
  const { browser } = await both()
  for (const id of [victim.first, unknown, '', 'null', '../me', '%00'])
    expect((await browser.get(`/me?_clerk_session_id=${id}`)).status).toBeGreaterThanOrEqual(400)
})
