import type {
  SessionVerificationView,
  SessionView,
  StepUpApprovalView,
  StepUpData,
  StepUpTokenView,
  StepUpView,
} from '@countersign/contract'
import type { CreatedInstance } from '../../src/instances/create.ts'
import type { TestApp } from '../support/app.ts'
import {
  type Answer,
  Browser,
  backend,
  codeOf,
  type Enrolled,
  enrol,
  password,
  second,
  signUp,
} from '../support/browser.ts'

export interface Person {
  browser: Browser
  email: string
  session: string
}
export type Enrolee = Person & Enrolled

/** People of one instance, and what they do to approve something. */
export function sceneOf(app: TestApp, instance: CreatedInstance) {
  const call = backend(app, instance)
  let count = 0

  async function person(): Promise<Person> {
    const email = `stepper${++count}.${instance.instance.slug}@example.com`
    const browser = await signUp(app, instance, email)
    return { email, browser, session: await sessionOf(browser) }
  }
  async function sessionOf(browser: Browser): Promise<string> {
    const { response } = await browser.get<SessionView[]>('/me/sessions/active')
    return response.toSorted((a, b) => b.created_at - a.created_at)[0]?.id ?? ''
  }
  const post = <T>({ browser, session }: Person, path: string, fields = {}): Promise<Answer<T>> =>
    browser.post<T>(`/client/sessions/${session}${path}`, fields)
  const verify = (who: Person, path: string, fields: object) =>
    post<SessionVerificationView>(who, `/verify${path}`, fields)

  const scene = {
    call,
    person,
    verify,
    async enrolled(): Promise<Enrolee> {
      const someone = await person()
      return { ...someone, ...(await enrol(someone.browser)) }
    },
    /** The same person, signed in elsewhere. */
    async elsewhere(who: Enrolee): Promise<Enrolee> {
      const browser = new Browser(app, instance)
      const begun = await browser.post<{ id: string }>('/client/sign_ins', { identifier: who.email, password })
      app.clock.advance(30_000)
      await second(browser, begun.response.id, 'totp', codeOf(who.secret, app.clock.now()))
      app.clock.advance(30_000)
      return { ...who, browser, session: await sessionOf(browser) }
    },
    first: (who: Person) => verify(who, '/attempt_first_factor', { strategy: 'password', password }),
    async totp(who: Enrolee) {
      app.clock.advance(30_000)
      return verify(who, '/attempt_second_factor', { strategy: 'totp', code: codeOf(who.secret, app.clock.now()) })
    },
    ask: (who: Person, action: string, data: StepUpData, more = {}) =>
      post<StepUpView>(who, '/step_ups', { action, data: JSON.stringify(data), ...more }),
    token: (who: Person, id: string) => post<StepUpTokenView>(who, `/step_ups/${id}/token`),
    redeem: (body: object) => call<StepUpApprovalView>('POST', '/step_ups/redeem', body),
    /** From the question to the token. */
    async approve(who: Enrolee, action: string, data: StepUpData): Promise<string> {
      const { id } = (await scene.ask(who, action, data)).response
      await verify(who, '', { step_up_id: id })
      await scene.totp(who)
      return (await scene.token(who, id)).response.token
    },
    async claims({ browser, session }: Person): Promise<Record<string, unknown>> {
      const { response } = await browser.post<{ jwt: string }>(`/client/sessions/${session}/tokens`)
      return JSON.parse(Buffer.from(response.jwt.split('.')[1] ?? '', 'base64url').toString())
    },
  }
  return scene
}
