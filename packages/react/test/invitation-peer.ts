import { createCountersign } from '@countersign/js'

/** A stand-in for the server that knows one invitation; the screens run on the real SDK and only `fetch` is ours. */
export interface InvitationFacts {
  mode: 'open' | 'invitation' | 'closed'
  hasPassword: boolean
  /** The ticket that is good. */
  ticket: string
  /** Refused when the account is to be created. */
  isRevoked: boolean
}

const address = 'guest@acme.example'
const sentence = 'This invitation link is no longer valid.'

export function createInvitationPeer(given: Partial<InvitationFacts> = {}) {
  const facts: InvitationFacts = { mode: 'invitation', hasPassword: true, ticket: 'good', isRevoked: false, ...given }
  const asked: [route: string, body: Record<string, string>][] = []
  let isInvited = false
  let isDone = false
  const attribute = (enabled: boolean, required = false) => ({ enabled, required, used_for_first_factor: enabled })
  const environment = () => ({
    object: 'environment',
    auth_config: {},
    display_config: { application_name: 'Acme' },
    user_settings: {
      attributes: {
        email_address: attribute(true, true),
        password: attribute(facts.hasPassword, true),
        first_name: attribute(false),
        last_name: attribute(false),
      },
      sign_up: { mode: facts.mode === 'open' ? 'public' : 'restricted' },
      password_settings: { min_length: 8 },
    },
    countersign: { sign_up: facts.mode, sms_countries: [], email_resend_seconds: 30, sms_resend_seconds: 60 },
  })
  const session = {
    object: 'session',
    id: 'sess_1',
    status: 'active',
    tasks: null,
    user: { object: 'user', id: 'user_1' },
  }
  const signUp = () => ({
    object: 'sign_up',
    id: 'sua_1',
    status: isDone ? 'complete' : 'missing_requirements',
    email_address: isInvited ? address : null,
    missing_fields: isDone || !facts.hasPassword ? [] : ['password'],
    unverified_fields: [],
    verifications: { email_address: isInvited ? { status: 'verified', strategy: 'ticket' } : null },
    created_session_id: isDone ? 'sess_1' : null,
  })
  const client = () => ({
    object: 'client',
    id: 'client_1',
    sessions: isDone ? [session] : [],
    sign_in: null,
    sign_up: isInvited && !isDone ? signUp() : null,
    last_active_session_id: isDone ? 'sess_1' : null,
  })
  const refuse = (code: string) => ({
    status: 400,
    errors: [{ code, message: code, long_message: sentence, meta: {} }],
  })
  function finish() {
    if (facts.isRevoked) return refuse('ticket_invalid_code')
    isDone = true
    return signUp()
  }
  const routes: Record<string, (body: Record<string, string>) => object> = {
    'GET /environment': environment,
    'GET /client': () => ({ response: isInvited ? client() : null, client: null }),
    'PUT /client': client,
    'POST /client/sessions/sess_1/touch': () => session,
    'POST /client/sign_ups': ({ strategy, ticket }) => {
      isInvited = strategy === 'ticket' && ticket === facts.ticket
      if (strategy === 'ticket' && !isInvited) return refuse('ticket_invalid_code')
      return isInvited && !facts.hasPassword ? finish() : signUp()
    },
    'PATCH /client/sign_ups/sua_1': finish,
  }
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(String(input))
    const method = url.searchParams.get('_method') ?? init?.method ?? 'GET'
    const key = `${method} ${url.pathname.slice('/v1'.length)}`
    const body = Object.fromEntries(new URLSearchParams(String(init?.body ?? '')))
    asked.push([key, body])
    const answer = routes[key]?.(body) ?? refuse('route_not_found')
    if ('errors' in answer) return Response.json({ ...answer, meta: { client: client() } }, { status: 400 })
    return Response.json(method === 'GET' ? answer : { response: answer, client: client() })
  }
  return { facts, asked, client: createCountersign({ url: 'https://acme.example', fetch }) }
}
