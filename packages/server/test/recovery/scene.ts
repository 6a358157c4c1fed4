import type { MessageView, RecoveryStepView, RecoveryView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { type Answer, Browser, backend, enrol, mailed, mailedCode, signUp, startSignIn } from '../support/browser.ts'

export const settings = {
  multi_factor: { totp: true, backup_code: true, phone_code: true, passkey: true },
  identifiers: { phone_number: 'optional' as const },
  sms: { countries: ['DE'] },
}
export const hour = 3_600_000
export const day = 24 * hour

export let app: TestApp
export let instance: CreatedInstance

export function setScene(): void {
  beforeAll(async () => {
    app = await startTestApp()
    instance = await app.create({}, settings)
  })
  afterAll(() => app.close())
  beforeEach(() => app.clock.advance(hour))
}

let count = 0
export function visitor(on = instance): Browser {
  app.clock.advance(1000)
  return new Browser(app, on)
}
export function call<T>(method: string, path: string, body?: unknown, on = instance): Promise<Answer<T>> {
  app.clock.advance(1000)
  return backend(app, on)<T>(method, path, body)
}

export interface Person {
  id: string
  email: string
  browser: Browser
  secret: string
  backupCodes: string[]
}

/** Somebody who signed up and set up an authenticator app. */
export async function person(on = instance): Promise<Person> {
  const email = `lost${++count}@example.com`
  const browser = await signUp(app, on, email)
  const enrolled = await enrol(browser)
  const { response } = await browser.get<{ id: string }>('/me')
  return { id: response.id, email, browser, ...enrolled }
}

export interface Begun {
  browser: Browser
  id: string
}

/** The first step of a sign-in, in a browser that was never here. */
export async function atSecondStep({ email }: Pick<Person, 'email'>, on = instance): Promise<Begun> {
  const browser = visitor(on)
  const { response } = await startSignIn(browser, email)
  return { browser, id: response.id }
}

export function ask({ browser, id }: Begun): Promise<Answer<RecoveryStepView>> {
  app.clock.advance(60_000)
  return browser.post<RecoveryStepView>(`/client/sign_ins/${id}/prepare_recovery`)
}

export function prove({ browser, id }: Begun, code: string): Promise<Answer<RecoveryStepView>> {
  return browser.post<RecoveryStepView>(`/client/sign_ins/${id}/attempt_recovery`, { code })
}

/** First factor, mailbox: begins the wait, or opens the session when it is over. */
export async function recover(who: Pick<Person, 'email'>, on = instance): Promise<Begun & { step: RecoveryStepView }> {
  const begun = await atSecondStep(who, on)
  const asked = await ask(begun)
  if (asked.status !== 200) throw new Error(JSON.stringify(asked.body))
  const done = await prove(begun, await mailedCode(begun.browser, who.email))
  if (done.status !== 200) throw new Error(JSON.stringify(done.body))
  return { ...begun, step: done.response }
}

export async function cancelToken(email: string): Promise<string> {
  const links = (await mailed(visitor(), email)).map(({ link }) => /\/recovery#token=([\w-]+)$/.exec(link ?? '')?.[1])
  const token = links.findLast((found) => found !== undefined)
  if (!token) throw new Error(`no cancel link was mailed to ${email}`)
  return token
}

export const preview = (token: string) => visitor().post<RecoveryView>('/recovery/preview', { token })
export const cancel = (token: string) => visitor().post('/recovery/cancel', { token })

export async function told(to: string): Promise<(string | undefined)[]> {
  return (await mailed(visitor(), to)).map(({ subject }: MessageView) => subject)
}

export const signIn = ({ browser, id }: Begun) => browser.get<SignInView>(`/client/sign_ins/${id}`)
