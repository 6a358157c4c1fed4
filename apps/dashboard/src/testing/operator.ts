import { Refused } from './refused.ts'

/** How far the operator is, and whether they have a second factor yet. */
export interface OperatorFacts {
  way: 'out' | 'second' | 'in'
  hasTotp: boolean
  /** Or came by a link and has no way to sign in again. */
  hasPassword: boolean
  isFresh: boolean
}

export const goodTicket = 'good-ticket'
export const goodCode = '123456'

/** The little of the Frontend API that signing in to the dashboard needs. */
export function frontendAnswer(facts: OperatorFacts, key: string, fields: Record<string, string>): unknown {
  const envelope = (response: unknown) => ({ response, client: client(facts) })
  const right = () => {
    if (fields['code'] !== goodCode) {
      throw new Refused(422, 'form_code_incorrect', 'That code is incorrect.', { param_name: 'code' })
    }
  }
  switch (key) {
    case 'GET /environment':
      return environment
    case 'GET /client':
      return { response: client(facts), client: null }
    case 'POST /client/sign_ins':
      if (fields['ticket'] !== goodTicket) throw new Refused(400, 'attempt_expired', 'This took too long.')
      facts.way = facts.hasTotp ? 'second' : 'in'
      return envelope(signIn(facts))
    case 'POST /client/sign_ins/sia_1/attempt_second_factor':
      right()
      facts.way = 'in'
      return envelope(signIn(facts))
    case 'POST /client/sessions/sess_1/touch':
      return envelope(session(facts))
    case 'DELETE /client/sessions':
      facts.way = 'out'
      return envelope(client(facts))
    case 'POST /me/totp':
      return envelope({ object: 'totp', secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/x?secret=JBSWY3DPEHPK3PXP' })
    case 'POST /me/totp/attempt_verification':
      right()
      facts.hasTotp = true
      return envelope({ object: 'totp', verified: true, backup_codes: ['AAAA-BBBB-CCCC'] })
    case 'POST /client/sessions/sess_1/verify':
      return envelope(verification('needs_second_factor'))
    case 'POST /client/sessions/sess_1/verify/attempt_second_factor':
      right()
      facts.isFresh = true
      return envelope(verification('complete'))
    default:
      throw new Refused(404, 'route_not_found', `No route ${key}.`)
  }
}

const attribute = { enabled: true, required: false, used_for_second_factor: true }
const environment = {
  object: 'environment',
  auth_config: { reverification: true },
  display_config: { application_name: 'Countersign' },
  user_settings: {
    attributes: {
      password: attribute,
      authenticator_app: { ...attribute, second_factors: ['totp'] },
      backup_code: { ...attribute, second_factors: ['backup_code'] },
      passkey: { ...attribute, enabled: false, used_for_second_factor: false },
    },
    sign_in: { second_factor: { required: true, enabled: true } },
    password_settings: { min_length: 8 },
  },
  countersign: {
    component_version: 4,
    second_factors: ['totp', 'backup_code'],
    email_resend_seconds: 30,
    allowed_origins: [],
  },
}

const totp = [{ strategy: 'totp' }]

function verification(status: string) {
  return {
    object: 'session_verification',
    status,
    supported_first_factors: [],
    supported_second_factors: totp,
  }
}

function session(facts: OperatorFacts) {
  const user = {
    object: 'user',
    id: 'user_1',
    first_name: null,
    last_name: null,
    username: 'operator',
    email_addresses: [],
    phone_numbers: [],
    primary_email_address_id: null,
    password_enabled: facts.hasPassword,
    passkeys: [],
    totp_enabled: facts.hasTotp,
    two_factor_enabled: facts.hasTotp,
    backup_code_enabled: facts.hasTotp,
  }
  const status = facts.hasTotp ? 'active' : 'pending'
  return { object: 'session', id: 'sess_1', status, tasks: facts.hasTotp ? null : [{ key: 'setup-mfa' }], user }
}

function signIn(facts: OperatorFacts) {
  return {
    object: 'sign_in',
    id: 'sia_1',
    status: facts.way === 'second' ? 'needs_second_factor' : 'complete',
    identifier: null,
    supported_first_factors: [],
    supported_second_factors: totp,
    created_session_id: facts.way === 'in' ? 'sess_1' : null,
  }
}

function client(facts: OperatorFacts) {
  const isIn = facts.way === 'in'
  return {
    object: 'client',
    id: 'client_1',
    sessions: isIn ? [session(facts)] : [],
    sign_in: facts.way === 'second' ? signIn(facts) : null,
    sign_up: null,
    last_active_session_id: isIn ? 'sess_1' : null,
  }
}
