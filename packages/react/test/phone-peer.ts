import { createCountersign } from '@countersign/js'
import { quiet } from './account-recovery.ts'

/** A stand-in for the server that knows about phone numbers; the screens run on the real SDK and only `fetch` is ours. */
export interface PhoneFacts {
  numbers: { id: string; phone_number: string; isVerified: boolean; isReserved: boolean; isDefault: boolean }[]
  factors: string[]
  countries: string[]
  required: boolean
  hasTotp: boolean
  isFresh: boolean
  /** `route → code`: what is refused. */
  refused: Record<string, { code: string; retryAfter?: number }>
  makesCodes: boolean
}

export const goodCode = '123456'
export const usNumber = {
  id: 'idn_1',
  phone_number: '+14155550123',
  isVerified: true,
  isReserved: false,
  isDefault: false,
}

export function createPhonePeer(given: Partial<PhoneFacts> = {}) {
  const facts: PhoneFacts = {
    numbers: [],
    factors: ['phone_code', 'totp', 'backup_code'],
    countries: ['US', 'FR'],
    required: false,
    hasTotp: false,
    isFresh: true,
    refused: {},
    makesCodes: false,
    ...given,
  }
  const asked: string[] = []

  const numberView = (number: PhoneFacts['numbers'][number], backup_codes: string[] | null = null) => ({
    object: 'phone_number',
    id: number.id,
    phone_number: number.phone_number,
    reserved_for_second_factor: number.isReserved,
    default_second_factor: number.isDefault,
    verification: { status: number.isVerified ? 'verified' : 'unverified' },
    backup_codes,
  })
  const user = () => ({
    object: 'user',
    id: 'user_1',
    email_addresses: [{ id: 'idn_0', email_address: 'ada@acme.example', verification: { status: 'verified' } }],
    primary_email_address_id: 'idn_0',
    phone_numbers: facts.numbers.map((number) => numberView(number)),
    totp_enabled: facts.hasTotp,
    authenticator_apps: facts.hasTotp
      ? [{ id: 'totp_1', name: null, verified: true, last_used_at: null, created_at: 0 }]
      : [],
    two_factor_enabled: facts.hasTotp || facts.numbers.some(({ isReserved }) => isReserved),
    backup_code_enabled: false,
    backup_codes_left: null,
    password_enabled: true,
  })
  const client = () => ({
    object: 'client',
    id: 'client_1',
    sessions: [{ object: 'session', id: 'sess_1', status: 'active', user: user() }],
    last_active_session_id: 'sess_1',
  })
  const attribute = (strategy: string) => ({
    enabled: true,
    used_for_second_factor: facts.factors.includes(strategy),
    second_factors: facts.factors.includes(strategy) ? [strategy] : [],
  })
  const environment = () => ({
    object: 'environment',
    display_config: { application_name: 'Acme' },
    user_settings: {
      attributes: {
        phone_number: attribute('phone_code'),
        authenticator_app: attribute('totp'),
        backup_code: attribute('backup_code'),
        passkey: attribute('passkey'),
        password: attribute('password'),
      },
      sign_in: { second_factor: { required: facts.required } },
      password_settings: { min_length: 8 },
    },
    countersign: {
      component_version: 4,
      second_factors: facts.factors,
      sms_resend_seconds: 60,
      sms_countries: facts.countries,
    },
  })

  function answer(key: string, form: Record<string, string>): unknown {
    if (key === 'POST /me/phone_numbers') {
      const made = { ...usNumber, id: `idn_${facts.numbers.length + 5}`, isVerified: false }
      facts.numbers.push({ ...made, phone_number: form['phone_number'] ?? '' })
      return numberView(facts.numbers.at(-1) ?? made)
    }
    const [, , , , id, move] = key.split(/[ /]/)
    const number = facts.numbers.find((each) => each.id === id)
    if (!number) throw new Error(`Nothing answers ${key}`)
    if (key.startsWith('DELETE')) {
      facts.numbers = facts.numbers.filter((each) => each !== number)
      return { object: 'phone_number', id, deleted: true }
    }
    if (move === 'attempt_verification') {
      if (form['code'] !== goodCode) throw { code: 'form_code_incorrect', field: 'code' }
      number.isVerified = true
    }
    if (form['default_second_factor']) for (const each of facts.numbers) each.isDefault = each === number
    if (form['reserved_for_second_factor']) number.isReserved = form['reserved_for_second_factor'] === 'true'
    return numberView(number, form['reserved_for_second_factor'] === 'true' && facts.makesCodes ? ['AAAA-BBBB'] : null)
  }

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(String(input))
    const key = `${url.searchParams.get('_method') ?? init?.method ?? 'GET'} ${url.pathname.slice('/v1'.length)}`
    if (key === 'GET /environment') return Response.json(environment())
    if (key === 'GET /client') return Response.json({ response: client(), client: null })
    if (key === 'GET /me/sessions/active') return Response.json([])
    if (key === 'GET /me/recovery') return Response.json({ response: quiet, client: null })
    asked.push(key)
    const form = Object.fromEntries(new URLSearchParams(String(init?.body ?? '')))
    try {
      const refusal = facts.refused[key]
      if (refusal) throw refusal
      return Response.json({ response: answer(key, form), client: client() })
    } catch (thrown) {
      const { code, field, retryAfter } = thrown as { code: string; field?: string; retryAfter?: number }
      const errors = [
        { code, message: code, long_message: `Refused: ${code}.`, meta: field ? { param_name: field } : {} },
      ]
      const headers = retryAfter ? { 'Retry-After': String(retryAfter) } : undefined
      return Response.json({ errors, clerk_trace_id: 't' }, { status: 422, ...(headers ? { headers } : {}) })
    }
  }
  return { facts, asked, client: createCountersign({ url: 'https://acme.example', fetch }) }
}
