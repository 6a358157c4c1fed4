import type { ClientView, MfaReceiptView, MfaRule, SessionView, SettingsPatch, UserView } from '@countersign/contract'
import type { CreatedInstance } from '../../src/instances/create.ts'
import type { TestApp } from '../support/app.ts'
import { type Answer, Browser, backend, password, startSignIn } from '../support/browser.ts'

export const rule = (id: string, over: Partial<MfaRule> = {}): MfaRule => ({
  id,
  name: `Rule ${id}`,
  mode: 'on',
  who: { kind: 'everyone' },
  factors: ['totp'],
  starts_at: null,
  grace: { kind: 'none' },
  after: 'enrol',
  ...over,
})

export const factorsOn = { totp: true, phone_code: true, passkey: true, backup_code: true }
/** Sessions that outlive a short deadline. */
export const withRules = (...rules: MfaRule[]) =>
  ({
    multi_factor: { ...factorsOn, rules },
    sessions: { max_days: 30, idle_hours: 720 },
    sms: { countries: ['DE'] },
  }) satisfies SettingsPatch

export interface Person {
  browser: Browser
  id: string
  email: string
  session: string
}

/** One instance with its rules, and what its people and its server do. */
export function place(app: TestApp, instance: CreatedInstance) {
  const call = backend(app, instance)
  let count = 0

  async function user(fields: object = {}): Promise<{ id: string; email: string }> {
    const email = `under${++count}@${instance.instance.slug}.example`
    const made = await call<UserView>('POST', '/users', { email_address: [email], password, ...fields })
    if (made.status !== 200) throw new Error(JSON.stringify(made.body))
    return { id: made.response.id, email }
  }
  async function signIn({ id, email }: { id: string; email: string }): Promise<Person> {
    const browser = new Browser(app, instance)
    const { response } = await startSignIn(browser, email)
    return { browser, id, email, session: response?.created_session_id ?? '' }
  }
  return {
    call,
    user,
    signIn,
    person: async (fields: object = {}) => signIn(await user(fields)),
    patch: (patch: SettingsPatch) => call('PATCH', '/instance/settings', patch),
    rules: (...rules: MfaRule[]) => call('PATCH', '/instance/settings', { multi_factor: { rules } }),
    receipts: async (id: string) => (await call<MfaReceiptView[]>('GET', `/users/${id}/mfa_receipts`)).response,
  }
}

const path = ({ session }: Person) => `/client/sessions/${session}`
export const skip = (someone: Person): Promise<Answer<SessionView>> =>
  someone.browser.post<SessionView>(`${path(someone)}/tasks/setup-mfa/skip`)
export const read = async (someone: Person) => (await someone.browser.get<SessionView>(path(someone))).response
/** What only an active session may. */
export const change = async ({ browser }: Person) => (await browser.patch('/me', { first_name: 'Ada' })).code ?? 'done'
export const sessionsOf = async ({ browser }: Person) =>
  (await browser.get<ClientView>('/client')).response?.sessions ?? []
export const statusClaim = async (someone: Person) => {
  const { response } = await someone.browser.post<{ jwt: string }>(`${path(someone)}/tokens`)
  return JSON.parse(Buffer.from((response.jwt ?? '').split('.')[1] ?? '', 'base64url').toString()).sts
}
