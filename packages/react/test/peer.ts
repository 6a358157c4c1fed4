import { createCountersign } from '@countersign/js'
import { quiet } from './account-recovery.ts'

/** A stand-in for the server, as thin as the protocol allows: the screens run on the real SDK and only `fetch` is ours. */
export interface Facts {
  factors: string[]
  version: number
  required: boolean
  compromised: boolean
  totp: boolean
  /** What the server offers instead of SMS, and what was answered. */
  offers: string[]
  answer: string | null
  /** Names of the authenticator apps after the first. */
  moreApps: string[]
  codesLeft: number | null
  isFresh: boolean
  signedIn: boolean
  status: string
  others: number
  wrongCodes: number
  /** Only the proxy in front of the server answers. */
  isDown: boolean
  /** The browser keeps no cookie of the server. */
  isBlocking: boolean
  /** What a rule wants, where there is one. */
  enrolment?: { may_skip: boolean; is_skipped: boolean; [field: string]: unknown }
  recovery: typeof quiet
}
const defaults: Facts = {
  factors: ['totp', 'backup_code'],
  version: 4,
  required: false,
  compromised: false,
  totp: false,
  moreApps: [],
  offers: [],
  answer: null,
  codesLeft: null,
  isFresh: true,
  signedIn: true,
  status: 'needs_identifier',
  others: 0,
  wrongCodes: 0,
  isDown: false,
  isBlocking: false,
  recovery: quiet,
}
export const goodCode = '123456'
export const newCodes = Array.from({ length: 10 }, (_, index) => `AAAA-BBBB-CCC${10 + index}`)

class Refused extends Error {
  readonly status: number
  readonly code: string
  readonly field: string | undefined
  constructor(status: number, code: string, message: string, field?: string) {
    super(message)
    this.status = status
    this.code = code
    this.field = field
  }
}

const appView = (name: string | null, index: number) => ({
  object: 'authenticator_app',
  id: `totp_${index + 1}`,
  name,
  secret: null,
  uri: null,
  verified: true,
  backup_codes: null,
  last_used_at: null,
  created_at: 0,
  updated_at: 0,
})

export function createPeer(given: Partial<Facts>) {
  const facts: Facts = { ...defaults, ...given }
  const asked: string[] = []
  const attribute = (strategy: string) => ({
    enabled: true,
    required: false,
    used_for_second_factor: facts.factors.includes(strategy),
    second_factors: facts.factors.includes(strategy) ? [strategy] : [],
  })
  const environment = () => ({
    object: 'environment',
    auth_config: { reverification: true },
    display_config: { application_name: 'Acme', user_profile_url: 'https://acme.example/user' },
    user_settings: {
      attributes: {
        email_address: { ...attribute('email_address'), required: true, used_for_first_factor: true },
        password: attribute('password'),
        first_name: attribute('first_name'),
        last_name: attribute('last_name'),
        authenticator_app: attribute('totp'),
        backup_code: attribute('backup_code'),
        passkey: attribute('passkey'),
      },
      sign_in: { second_factor: { required: facts.required, enabled: true } },
      password_settings: { min_length: 8 },
    },
    countersign: {
      component_version: facts.version,
      second_factors: facts.factors,
      email_resend_seconds: 30,
      allowed_origins: [],
      nudges: true,
    },
  })
  const email = { id: 'idn_1', email_address: 'ada@acme.example', verification: { status: 'verified' } }
  const user = () => ({
    object: 'user',
    id: 'user_1',
    first_name: 'Ada',
    last_name: 'Lovelace',
    username: null,
    email_addresses: [email],
    phone_numbers: facts.offers.length > 0 ? [{ id: 'idn_2', reserved_for_second_factor: true }] : [],
    authenticator_apps: facts.totp ? [null, ...facts.moreApps].map(appView) : [],
    primary_email_address_id: 'idn_1',
    password_enabled: true,
    two_factor_enabled: facts.totp,
    totp_enabled: facts.totp,
    backup_code_enabled: (facts.codesLeft ?? 0) > 0,
    backup_codes_left: facts.codesLeft,
    delete_self_enabled: true,
  })
  const session = (id = 'sess_1') => {
    const tasks = [
      ...(facts.compromised ? [{ key: 'reset-password' }] : []),
      ...(facts.required && !facts.totp ? [{ key: 'setup-mfa' }] : []),
    ]
    return {
      object: 'session',
      id,
      status: tasks.length > 0 ? 'pending' : 'active',
      tasks: tasks.length > 0 ? tasks : null,
      mfa_enrolment: facts.totp ? null : (facts.enrolment ?? null),
      last_active_at: 0,
      factor_verification_age: [0, facts.offers.length > 0 ? 0 : -1],
      user: user(),
      latest_activity: { browser_name: id === 'sess_1' ? 'Chrome' : 'Firefox', device_type: 'desktop' },
    }
  }
  const secondFactors = () => [
    ...(facts.totp ? [{ strategy: 'totp' }] : []),
    ...(facts.totp && facts.codesLeft ? [{ strategy: 'backup_code' }] : []),
  ]
  const firstFactors = [{ strategy: 'password' }]
  const signIn = () => ({
    object: 'sign_in',
    id: 'sia_1',
    status: facts.status,
    identifier: 'ada@acme.example',
    supported_first_factors: firstFactors,
    supported_second_factors: secondFactors(),
    created_session_id: facts.status === 'complete' ? 'sess_1' : null,
  })
  const client = () => ({
    object: 'client',
    id: 'client_1',
    sessions: facts.signedIn ? [session()] : [],
    sign_in: facts.signedIn || facts.status === 'needs_identifier' ? null : signIn(),
    sign_up: null,
    last_active_session_id: facts.signedIn ? 'sess_1' : null,
  })
  function needFresh() {
    if (!facts.isFresh) throw new Refused(403, 'session_reverification_required', 'Prove once more.')
  }
  function check(body: Record<string, string>) {
    if (body['code'] === goodCode || body['strategy'] === 'backup_code') return
    facts.wrongCodes += 1
    if (facts.wrongCodes > 5) throw new Refused(422, 'verification_failed', 'Too many wrong codes. Start again.')
    throw new Refused(422, 'form_code_incorrect', 'That code is incorrect.', 'code')
  }
  const verification = (status: string) => ({
    object: 'session_verification',
    id: 'ver_1',
    status,
    supported_first_factors: firstFactors,
    supported_second_factors: secondFactors(),
  })
  const newSet = () => {
    facts.codesLeft = 10
    return newCodes
  }
  const routes: Record<string, (body: Record<string, string>) => unknown> = {
    'GET /me/recovery': () => facts.recovery,
    'DELETE /me/recovery': () => {
      facts.recovery = { ...facts.recovery, recovery: null }
      return { object: 'cancelled_recovery', cancelled: true }
    },
    'POST /me/backup_codes/check': (body) => {
      if (body['code'] !== newCodes[0]) throw new Refused(422, 'backup_code_mistyped', 'That code has a typo.', 'code')
      facts.recovery = { ...facts.recovery, backup_codes: null }
      return { object: 'backup_codes_state' }
    },
    'GET /environment': environment,
    'GET /client': () => ({ response: client(), client: null }),
    'POST /client/sign_ins': (body) => {
      facts.status = body['identifier'] ? 'needs_first_factor' : 'needs_identifier'
      return signIn()
    },
    'POST /client/sign_ins/sia_1/attempt_first_factor': () => {
      facts.status = facts.totp ? 'needs_second_factor' : 'complete'
      facts.signedIn = !facts.totp
      return signIn()
    },
    'POST /client/sign_ins/sia_1/attempt_second_factor': (body) => {
      check(body)
      facts.status = 'complete'
      facts.signedIn = true
      return signIn()
    },
    'POST /client/sessions/sess_1/touch': () => session(),
    'POST /client/sessions/sess_1/tasks/setup-mfa/skip': () => {
      if (facts.enrolment) facts.enrolment = { ...facts.enrolment, is_skipped: true }
      return session()
    },
    'POST /client/sessions/sess_1/verify': () =>
      verification(facts.totp ? 'needs_second_factor' : 'needs_first_factor'),
    'POST /client/sessions/sess_1/verify/attempt_second_factor': (body) => {
      check(body)
      facts.isFresh = true
      return verification('complete')
    },
    'POST /client/sessions/sess_1/step_ups': ({ action, data = '{}' }) => {
      if (!facts.totp) throw new Refused(403, 'factor_enrolment_required', 'Set up a second step first.')
      // As the server does: what is shown is its reading of it.
      return { object: 'step_up', id: 'stup_1', action, data: JSON.parse(data), level: 'second_factor' }
    },
    'POST /client/sessions/sess_1/step_ups/stup_1/token': () => ({
      object: 'step_up_token',
      id: 'stup_1',
      token: 'one-use',
    }),
    'DELETE /client/sessions': () => {
      facts.signedIn = false
      return client()
    },
    'PATCH /me': () => user(),
    'POST /me/change_password': (body) => {
      needFresh()
      if (body['new_password'] === 'correct horse')
        throw new Refused(422, 'form_password_compromised', 'Others know it.', 'new_password')
      facts.compromised = false
      return user()
    },
    'POST /me/totp': () => {
      needFresh()
      return { object: 'totp', secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Acme:ada?secret=JBSWY3DPEHPK3PXP' }
    },
    'POST /me/totp/attempt_verification': (body) => {
      check(body)
      facts.totp = true
      const isFirst = facts.factors.includes('backup_code') && facts.codesLeft === null
      return { object: 'totp', secret: null, uri: null, verified: true, backup_codes: isFirst ? newSet() : null }
    },
    'POST /me/authenticator_apps': ({ name = '' }) => {
      needFresh()
      facts.moreApps = [...facts.moreApps, name]
      return { ...appView(name, facts.moreApps.length), secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Acme:ada' }
    },
    'POST /me/authenticator_apps/totp_2/attempt_verification': (body) => {
      check(body)
      return appView(facts.moreApps[0] ?? null, 1)
    },
    'PATCH /me/authenticator_apps/totp_2': ({ name = '' }) => {
      facts.moreApps = [name]
      return appView(name, 1)
    },
    'DELETE /me/authenticator_apps/totp_2': () => {
      facts.moreApps = []
      return { object: 'authenticator_app', id: 'totp_2', deleted: true }
    },
    'DELETE /me/authenticator_apps/totp_1': () => {
      needFresh()
      facts.totp = false
      facts.codesLeft = null
      return { object: 'authenticator_app', id: 'totp_1', deleted: true }
    },
    'POST /me/nudge': () => ({ object: 'nudge', offers: facts.offers }),
    'PATCH /me/nudge': ({ answer = '' }) => {
      facts.answer = answer
      return { object: 'nudge', offers: [] }
    },
    'POST /me/backup_codes': () => {
      needFresh()
      return { object: 'backup_code', codes: newSet() }
    },
    'GET /me/sessions/active': () => [
      session(),
      ...Array.from({ length: facts.others }, (_, index) => session(`sess_${index + 2}`)),
    ],
    'POST /me/sessions/sess_2/revoke': () => {
      facts.others -= 1
      return session('sess_2')
    },
    'POST /client/sign_ups': () => signUp('missing_requirements'),
    'POST /client/sign_ups/sua_1/prepare_verification': () => signUp('missing_requirements'),
    'POST /client/sign_ups/sua_1/attempt_verification': (body) => {
      check(body)
      facts.signedIn = true
      return signUp('complete')
    },
  }
  const signUp = (status: string) => ({
    object: 'sign_up',
    id: 'sua_1',
    status,
    email_address: 'ada@acme.example',
    missing_fields: [],
    unverified_fields: status === 'complete' ? [] : ['email_address'],
    created_session_id: status === 'complete' ? 'sess_1' : null,
  })

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(String(input))
    const method = url.searchParams.get('_method') ?? init?.method ?? 'GET'
    const key = `${method} ${url.pathname.slice('/v1'.length)}`
    asked.push(key)
    if (facts.isDown) return new Response('<h1>Bad gateway</h1>', { status: 502 })
    try {
      if (facts.isBlocking && key === 'GET /client') return Response.json({ response: null, client: null })
      if (facts.isBlocking && key.startsWith('POST /client/sign_ins/'))
        throw new Refused(401, 'client_cookie_missing', 'Allow cookies for this site, then start again.')
      const route = routes[key]
      if (!route) throw new Refused(404, 'route_not_found', `Nothing answers ${key}`)
      const answer = route(Object.fromEntries(new URLSearchParams(String(init?.body ?? ''))))
      const isBare = key === 'GET /client' || key === 'GET /environment' || key === 'GET /me/sessions/active'
      return Response.json(isBare ? answer : { response: answer, client: client() })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const { status, code, message, field } = error
      const meta = field ? { param_name: field } : {}
      const errors = [{ code, message: code, long_message: message, meta }]
      return Response.json(
        { errors, clerk_trace_id: 't', meta: { client: facts.isBlocking ? null : client() } },
        { status },
      )
    }
  }
  return { facts, asked, client: createCountersign({ url: 'https://acme.example', fetch }) }
}
