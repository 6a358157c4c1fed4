import type {
  ClientView,
  ErrorView,
  FactorView,
  MessageView,
  SecondStepStrategy,
  SignInView,
  SignUpView,
  TotpView,
  UserView,
} from '@countersign/contract'
import { Secret, TOTP } from 'otpauth'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { overlap } from '../../src/sessions/renewal.ts'
import type { TestApp } from './app.ts'

export interface Answer<T> {
  status: number
  headers: Headers
  response: T
  client: ClientView | null
  errors: ErrorView[]
  code: string | undefined
  body: unknown
}

export type Fields = Record<string, string>

/** A browser on the instance's own pages: keeps cookies, sends an Origin, speaks forms. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly app: TestApp
  readonly instance: CreatedInstance
  origin: string
  /** Base URL of the instance, without a slash at its end. */
  base: string
  headers: Record<string, string> = {}

  constructor(app: TestApp, instance: CreatedInstance) {
    this.app = app
    this.instance = instance
    this.base = baseOf(instance)
    this.origin = new URL(this.base).origin
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.send('GET', path)
  }

  post<T>(path: string, fields: Fields = {}): Promise<Answer<T>> {
    return this.send('POST', path, new URLSearchParams(fields).toString())
  }

  patch<T>(path: string, fields: Fields = {}): Promise<Answer<T>> {
    return this.post(withMethod(path, 'PATCH'), fields)
  }

  delete<T>(path: string): Promise<Answer<T>> {
    return this.post(withMethod(path, 'DELETE'))
  }

  async send<T>(
    method: string,
    path: string,
    body?: string | FormData | Uint8Array<ArrayBuffer>,
    type = 'application/x-www-form-urlencoded',
  ): Promise<Answer<T>> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = {
      ...(method === 'GET' ? {} : { origin: this.origin }),
      ...(method === 'GET' || body instanceof FormData ? {} : { 'content-type': type }),
      ...(cookie ? { cookie } : {}),
      ...this.headers,
    }
    const init = body === undefined ? { method, headers } : { method, headers, body }
    const answer = await this.app.app.request(`${this.base}/v1${path}`, init)
    this.keep(answer)
    return read(answer)
  }

  private keep(answer: Response): void {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      if (/Max-Age=0/.test(line)) this.cookies.delete(pair.slice(0, at))
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1))
    }
  }

  /** A second browser with the same cookies, as a thief of them would have it. */
  copy(): Browser {
    const other = new Browser(this.app, this.instance)
    for (const [name, value] of this.cookies) other.cookies.set(name, value)
    return other
  }
}

/** Where a browser finds an instance: a production instance without a host of its own is only reached by its path. */
function baseOf({ instance: { environment, host, slug } }: CreatedInstance): string {
  const isReached = environment === 'development' || !host.includes('.localhost')
  return isReached ? `http://${host}` : `http://localhost:4100/i/${slug}`
}

/** How many different answers there are among those that went through: of one request and its repeats there is one. */
export function distinct(answers: readonly Answer<unknown>[]): number {
  return new Set(answers.filter(({ status }) => status === 200).map(({ body }) => JSON.stringify(body))).size
}

/** After the seconds in which a request may be repeated and an old cookie may still read. */
export function afterOverlap({ app }: Browser): void {
  app.clock.advance(overlap)
}

async function read<T>(answer: Response): Promise<Answer<T>> {
  const text = await answer.text()
  const body = text === '' ? null : JSON.parse(text)
  const errors: ErrorView[] = body?.errors ?? []
  const isEnvelope = body !== null && typeof body === 'object' && 'response' in body
  return {
    status: answer.status,
    headers: answer.headers,
    response: isEnvelope ? body.response : body,
    client: isEnvelope ? body.client : (body?.meta?.client ?? null),
    errors,
    code: errors[0]?.code,
    body,
  }
}

function withMethod(path: string, method: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}_method=${method}`
}

/** The Backend API with the instance's secret key. */
export function backend(app: TestApp, instance: CreatedInstance, key = instance.secretKey) {
  return async <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) }
    return read(await app.app.request(`http://localhost:4100/v1${path}`, init))
  }
}

export const password = 'correct horse battery'

export interface Person extends Browser {
  email: string
}

/** The code that was last mailed to an address, from the development inbox. */
export async function mailedCode(browser: Browser, email: string): Promise<string> {
  const call = backend(browser.app, browser.instance)
  const { response } = await call<MessageView[]>('GET', `/testing/messages?to=${encodeURIComponent(email)}`)
  const code = response.findLast((message) => message.code)?.code
  if (!code) throw new Error(`no code was mailed to ${email}`)
  return code
}

export async function mailed(browser: Browser, email: string): Promise<MessageView[]> {
  return (
    await backend(browser.app, browser.instance)<MessageView[]>(
      'GET',
      `/testing/messages?to=${encodeURIComponent(email)}`,
    )
  ).response
}

/** Signs a new person up through the API, as a browser does. */
export async function signUp(app: TestApp, instance: CreatedInstance, email: string): Promise<Browser> {
  const browser = new Browser(app, instance)
  const started = await browser.post<SignUpView>('/client/sign_ups', { email_address: email, password })
  const { id } = started.response
  await browser.post(`/client/sign_ups/${id}/prepare_verification`, { strategy: 'email_code' })
  const code = await mailedCode(browser, email)
  const done = await browser.post<SignUpView>(`/client/sign_ups/${id}/attempt_verification`, {
    strategy: 'email_code',
    code,
  })
  if (done.response.status !== 'complete') throw new Error(`sign-up failed: ${JSON.stringify(done.body)}`)
  return browser
}

/** The first step of a sign-in with the password, in a new browser unless one is given. */
export async function startSignIn(on: Browser, email: string, secret = password): Promise<Answer<SignInView>> {
  return on.post<SignInView>('/client/sign_ins', { identifier: email, password: secret })
}

export function codeOf(secret: string, now: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30, algorithm: 'SHA1' }).generate({
    timestamp: now,
  })
}

type MailFactor = Extract<FactorView, { email_address_id: string }>

/** The offer of a code by mail, as the first step lists it. */
export function mailFactor(
  signIn: Pick<SignInView, 'supported_first_factors'>,
  strategy: MailFactor['strategy'],
): MailFactor | undefined {
  return signIn.supported_first_factors.find((factor): factor is MailFactor => factor.strategy === strategy)
}

export interface Enrolled {
  secret: string
  backupCodes: string[]
}

/** Sets up the authenticator app of a signed-in browser and moves on to the next time step. */
export async function enrol(browser: Browser): Promise<Enrolled> {
  const started = await browser.post<TotpView>('/me/totp')
  const secret = started.response.secret ?? ''
  const confirmed = await browser.post<TotpView>('/me/totp/attempt_verification', {
    code: codeOf(secret, browser.app.clock.now()),
  })
  if (confirmed.response?.verified !== true) throw new Error(`enrolment failed: ${JSON.stringify(confirmed.body)}`)
  browser.app.clock.advance(30_000)
  return { secret, backupCodes: confirmed.response.backup_codes ?? [] }
}

/** Carries a sign-in on with the second factor. */
export function second(
  on: Browser,
  id: string,
  strategy: SecondStepStrategy,
  code: string,
): Promise<Answer<SignInView>> {
  return on.post<SignInView>(`/client/sign_ins/${id}/attempt_second_factor`, { strategy, code })
}

export async function me(browser: Browser): Promise<Answer<UserView>> {
  return browser.get<UserView>('/me')
}
