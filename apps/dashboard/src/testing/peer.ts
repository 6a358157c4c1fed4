import { defaultSettings, type Settings, type SettingsPatch } from '@countersign/contract/settings'
import { createCountersign } from '@countersign/react'
import type { Administrator } from '../api/administrator-api.ts'
import { createDashboardApi } from '../api/dashboard-api.ts'
import type { KeysStatus } from '../api/key-views.ts'
import type { Application, Instance, KeyWish, Preview, SecretKey, ServerState } from '../api/views.ts'
import type { WebhookEndpoint } from '../api/webhook-views.ts'
import { administratorsAnswer, ownAccount } from './administrators.ts'
import { type Audit, auditAnswer, createAudit } from './audit.ts'
import { type Cases, casesAnswer } from './cases.ts'
import { restingKeys } from './keys.ts'
import { createMessaging, type Messaging, messagingAnswer } from './messaging.ts'
import { numbersAnswer } from './numbers.ts'
import { frontendAnswer, type OperatorFacts } from './operator.ts'
import { createPeople, type People, peopleChange, peopleRead } from './people.ts'
import { createPolicy, type Policy, policyAnswer, somePreview } from './policy.ts'
import { Refused } from './refused.ts'
import { webhooksAnswer } from './webhooks.ts'

/** What the stand-in server knows; tests set it up and look at it afterwards. */
export interface Facts extends OperatorFacts {
  applications: readonly Application[]
  server: ServerState
  providers: Instance['providers']
  settings: Record<string, Settings>
  keys: Record<string, SecretKey[]>
  preview: Preview
  policy: Policy
  messaging: Messaging
  keysStatus: KeysStatus
  people: People
  cases: Cases
  audit: Audit
  serverAudit: Audit
  administrators: Administrator[]
  endpoints: WebhookEndpoint[]
  /** The next change is refused until the operator has proven again who they are. */
  isFresh: boolean
}

const instance = (slug: string, environment: 'development' | 'production') => ({
  id: `ins_${slug}`,
  slug,
  environment,
  publishable_key: `pk_test_${slug}`,
  url: `https://auth.example/i/${slug}`,
})

const applications: readonly Application[] = [
  { id: 'app_acme', name: 'Acme', instances: [instance('acme', 'development'), instance('acme-live', 'production')] },
  { id: 'app_globex', name: 'Globex', instances: [instance('globex', 'development')] },
]

const byServer = { scopes: [], expires_at: null, made_by: null, made_by_name: null }

/** A stand-in as thin as the protocol allows: the pages run on the real SDK and the real API client, only `fetch` is ours. */
export function createPeer(given: Partial<Facts> = {}) {
  const facts: Facts = {
    way: 'in',
    hasTotp: true,
    hasPassword: false,
    applications,
    server: { untrusted_proxies: [], feedback_url: null },
    providers: { email: true, sms: true },
    settings: Object.fromEntries(
      ['ins_acme', 'ins_acme-live', 'ins_globex'].map((id) => [id, structuredClone(defaultSettings)]),
    ),
    keys: {
      ins_acme: [
        { id: 'key_1', name: 'default', hint: 'aB3d', created_at: 1_790_000_000_000, last_used_at: null, ...byServer },
      ],
    },
    preview: somePreview(),
    policy: createPolicy(),
    messaging: createMessaging(),
    keysStatus: restingKeys,
    people: createPeople(),
    cases: { resets: [], codes: [] },
    audit: createAudit(),
    serverAudit: createAudit(),
    administrators: [{ ...ownAccount }],
    endpoints: [],
    isFresh: true,
    ...given,
  }
  const asked: string[] = []
  const bodies: unknown[] = []

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(String(input), 'https://auth.example')
    const method = url.searchParams.get('_method') ?? init?.method ?? 'GET'
    const key = `${method} ${url.pathname}`
    asked.push(key)
    try {
      if (url.pathname.startsWith('/i/dashboard/v1')) {
        const fields = Object.fromEntries(new URLSearchParams(String(init?.body ?? '')))
        return json(200, frontendAnswer(facts, key.replace('/i/dashboard/v1', ''), fields))
      }
      const isSignedIn = facts.way === 'in' && url.searchParams.get('_clerk_session_id') === 'sess_1'
      if (!isSignedIn) throw new Refused(401, 'signed_out', 'Signed out.')
      const body = init?.body ? JSON.parse(String(init.body)) : undefined
      if (body) bodies.push(body)
      return json(200, dashboardAnswer(facts, method, url, body))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const { status, code, message, meta } = error
      return json(status, { errors: [{ code, message, long_message: message, meta }], clerk_trace_id: 'req_1' })
    }
  }
  const client = createCountersign({ url: '/i/dashboard', fetch })
  const api = createDashboardApi({
    fetch,
    sessionId: () => client.getState().session?.id ?? null,
    onSessionDoubt: () => void client.load(),
  })
  return { client, api, facts, asked, bodies }
}

/** What one request changes: fields of any group. */
type Patch = Pick<SettingsPatch, 'reverification' | 'allowed_origins'> & {
  [K in 'multi_factor' | 'sms' | 'first_factors' | 'sessions' | 'limits' | 'trusted_devices' | 'recovery']?: Partial<
    Settings[K]
  >
}

function dashboardAnswer(facts: Facts, method: string, url: URL, body: Record<string, unknown> | undefined) {
  const path = url.pathname.split('/').slice(3)
  const [kind, id = '', part, keyId] = path
  if (kind === 'applications') return facts.applications
  if (kind === 'server') return id === '' ? facts.server : auditAnswer(facts.serverAudit, part, url.searchParams)
  if (kind === 'administrators') {
    if (method !== 'GET') requireFresh(facts)
    return administratorsAnswer(facts.administrators, method, id, body?.['name'])
  }
  const settings = facts.settings[id]
  const application = facts.applications.find(({ instances }) => instances.some((one) => one.id === id))
  const summary = application?.instances.find((one) => one.id === id)
  if (!settings || !application || !summary) throw new Refused(404, 'resource_not_found', 'There is nothing here.')
  if (part === undefined) return { ...summary, hosts: [], application, providers: facts.providers, settings }
  const isReadOnly = method === 'GET' || keyId === 'preview' || keyId === 'simulate'
  const answered = isReadOnly ? policyAnswer(facts, path.slice(2), url.searchParams, body) : undefined
  if (answered !== undefined) return answered
  if (part === 'keys' && keyId === 'status') return facts.keysStatus
  if (part === 'audit-logs') return auditAnswer(facts.audit, keyId, url.searchParams)
  if (part === 'numbers') return numbersAnswer(settings)
  const seen = method === 'GET' ? casesAnswer(facts.cases, method, path.slice(2)) : undefined
  if (seen !== undefined) return seen
  if (part === 'users' && method === 'GET') return peopleRead(facts.people, path.slice(3), url.searchParams)
  if (part === 'webhooks' && method === 'GET') return webhooksAnswer(facts.endpoints, method, path.slice(3), body)
  if (method === 'GET') return messagingAnswer(facts.messaging, path.slice(2), url.searchParams) ?? facts.keys[id] ?? []
  requireFresh(facts)
  if (keyId === 'reminders') return policyAnswer(facts, path.slice(2), url.searchParams, body)
  if (keyId === 'undo') {
    facts.policy.lastChange = null
    return settings
  }
  const decided = casesAnswer(facts.cases, method, path.slice(2), body)
  if (decided !== undefined) return decided
  if (part === 'users') return peopleChange(facts.people, method, path.slice(3), body)
  if (part === 'webhooks') return webhooksAnswer(facts.endpoints, method, path.slice(3), body)
  const done = messagingAnswer(facts.messaging, path.slice(2), url.searchParams, body)
  if (done !== undefined) return done
  if (part === 'settings') {
    const patch = body as Patch
    const wrong = patch.allowed_origins?.find((text) => !URL.canParse(text) || new URL(text).origin !== text)
    if (wrong !== undefined)
      throw new Refused(422, 'settings_invalid', `${wrong} is not an origin`, { param_name: 'allowed_origins' })
    const multi_factor = { ...settings.multi_factor, ...patch.multi_factor }
    const sms = { ...settings.sms, ...patch.sms }
    const first_factors = { ...settings.first_factors, ...patch.first_factors }
    const sessions = { ...settings.sessions, ...patch.sessions }
    const trusted_devices = { ...settings.trusted_devices, ...patch.trusted_devices }
    const recovery = { ...settings.recovery, ...patch.recovery }
    const reverification = reverificationAfter(settings.reverification, patch.reverification)
    const limits = { ...settings.limits, ...patch.limits }
    const groups = { multi_factor, sms, first_factors, sessions, limits, trusted_devices, recovery, reverification }
    facts.settings[id] = { ...settings, ...patch, ...groups }
    return facts.settings[id]
  }
  const list = facts.keys[id] ?? []
  const old = list.find((key) => key.id === keyId)
  const name = old?.name ?? String(body?.['name'])
  const made = { id: `key_${list.length + 1}n`, name, hint: 'zZ9x', created_at: 1_790_000_100_000, last_used_at: null }
  const { scopes = [], expires_in_days: days } = (body ?? {}) as Partial<KeyWish>
  const expires_at = days ? 1_790_000_100_000 + days * 86_400_000 : null
  const key: SecretKey = { ...made, scopes, expires_at, made_by: 'user_op', made_by_name: 'root' }
  const others = list.filter((one) => one !== old)
  facts.keys[id] = method === 'DELETE' ? others : [...others, key]
  return { ...key, secret_key: `sk_test_shown_once_${made.id}_zZ9x` }
}

function requireFresh({ isFresh }: Facts): void {
  if (isFresh) return
  throw new Refused(403, 'session_reverification_required', 'Verify your identity.', {
    reverification: { level: 'second_factor' },
  })
}

function reverificationAfter(stored: Settings['reverification'], patch: SettingsPatch['reverification']) {
  const presets = without({ ...stored.presets, ...patch?.presets })
  const actions = without({ ...stored.actions, ...patch?.actions })
  return { ...stored, ...patch, presets, actions }
}

/** Null takes an entry out. */
function without<T>(record: Record<string, T | null>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter((entry): entry is [string, T] => entry[1] !== null))
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
}
