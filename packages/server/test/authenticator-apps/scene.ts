import type { AuthenticatorAppView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { type Answer, Browser, backend, codeOf, me, second, signUp, startSignIn } from '../support/browser.ts'

export const minute = 60_000
export let app: TestApp
export let instance: CreatedInstance

export function setScene(): void {
  beforeAll(async () => {
    app = await startTestApp()
    instance = await app.create({}, mfaOn)
  })
  afterAll(() => app.close())
  beforeEach(() => app.clock.advance(minute))
}

let count = 0
export const visitor = () => new Browser(app, instance)
/** What an app shows whose clock is `steps` half minutes ahead. */
export const shown = (secret: string, steps = 0) => codeOf(secret, app.clock.now() + steps * 30_000)

export async function person(): Promise<{ email: string; browser: Browser }> {
  const email = `apps${++count}@example.com`
  return { email, browser: await signUp(app, instance, email) }
}

export const begin = (browser: Browser, name?: string) =>
  browser.post<AuthenticatorAppView>('/me/authenticator_apps', name === undefined ? {} : { name })
export const confirm = (browser: Browser, id: string, code: string) =>
  browser.post<AuthenticatorAppView>(`/me/authenticator_apps/${id}/attempt_verification`, { code })
export const apps = async (browser: Browser) => (await me(browser)).response.authenticator_apps

/** Adds an app whose clock is right, and moves on to the next step. */
export async function addApp(browser: Browser, name?: string): Promise<{ id: string; secret: string }> {
  const { id, secret } = (await begin(browser, name)).response
  const done = await confirm(browser, id, shown(secret ?? ''))
  if (done.response.verified !== true) throw new Error(`not added: ${JSON.stringify(done.body)}`)
  app.clock.advance(30_000)
  return { id, secret: secret ?? '' }
}

/** Signs in with the password and a code, in a new browser. */
export async function signIn(email: string, code: string): Promise<Answer<unknown> & { browser: Browser }> {
  const browser = visitor()
  const first = await startSignIn(browser, email)
  return { ...(await second(browser, first.response.id, 'totp', code)), browser }
}

/** Whether a code is accepted, and used up by it: what sign-in decides, without the work of a password. */
export async function isRight(browser: Browser, code: string): Promise<boolean> {
  const { id } = (await me(browser)).response
  const path = `/users/${id}/verify_totp`
  return (await backend(app, instance)('POST', path, { code })).status === 200
}
