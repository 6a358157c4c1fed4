import type { Settings, SettingsPatch } from '@countersign/contract'
import { type AdministratorApi, createAdministratorApi } from './administrator-api.ts'
import { createAsk, type DashboardApiOptions } from './ask.ts'
import { type AuditApi, createAuditApi } from './audit-api.ts'
import { type CaseApi, createCaseApi } from './case-api.ts'
import type { Approval } from './case-views.ts'
import type { KeysStatus } from './key-views.ts'
import type {
  MessageFilter,
  MessagePage,
  MessagePreviews,
  MessageTrail,
  Pause,
  SmsState,
  Spending,
  TestOutcome,
  TestWish,
  Transport,
} from './message-views.ts'
import { createPolicyApi, type PolicyApi } from './policy-api.ts'
import { createUserApi, type UserApi } from './user-api.ts'
import type {
  Application,
  Instance,
  KeyWish,
  NewSecretKey,
  Preview,
  SecretKey,
  SecurityNumber,
  ServerState,
} from './views.ts'
import { createWebhookApi, type WebhookApi } from './webhook-api.ts'

export interface DashboardApi {
  applications(): Promise<readonly Application[]>
  server(): Promise<ServerState>
  instance(id: string): Promise<Instance>
  numbers(id: string): Promise<readonly SecurityNumber[]>
  preview(id: string, patch: SettingsPatch): Promise<Preview>
  change(id: string, patch: SettingsPatch): Promise<Settings | Approval>
  keys(id: string): Promise<readonly SecretKey[]>
  makeKey(id: string, wish: KeyWish): Promise<NewSecretKey>
  revokeKey(id: string, keyId: string): Promise<unknown>
  rollKey(id: string, keyId: string): Promise<NewSecretKey>
  keysStatus(id: string): Promise<KeysStatus>
  messages(id: string, filter: MessageFilter, before: string | null): Promise<MessagePage>
  message(id: string, messageId: string): Promise<MessageTrail>
  previews(id: string, language: string): Promise<MessagePreviews>
  /** Of a mail as a document, for a frame. */
  previewUrl(id: string, language: string, name: string): string
  sms(id: string): Promise<SmsState>
  spending(id: string, days: number): Promise<Spending>
  pauses(id: string): Promise<readonly Pause[]>
  liftPause(id: string, pauseId: string): Promise<unknown>
  transports(id: string): Promise<readonly Transport[]>
  sendTest(id: string, wish: TestWish): Promise<TestOutcome>
  webhooks: WebhookApi
  users: UserApi
  policy: PolicyApi
  cases: CaseApi
  audit: AuditApi
  administrators: AdministratorApi
}

export function createDashboardApi(options: DashboardApiOptions): DashboardApi {
  const { ask, address } = createAsk(options)
  const get = <T>(path: string, fields: Record<string, string> = {}) => ask<T>('GET', path, undefined, fields)
  const at = (id: string) => `/instances/${encodeURIComponent(id)}`
  return {
    applications: () => ask('GET', '/applications'),
    server: () => ask('GET', '/server'),
    instance: (id) => ask('GET', at(id)),
    numbers: (id) => get(`${at(id)}/numbers`),
    preview: (id, patch) => ask('POST', `${at(id)}/settings/preview`, { patch }),
    change: (id, patch) => ask('PATCH', `${at(id)}/settings`, patch),
    keys: (id) => ask('GET', `${at(id)}/keys`),
    makeKey: (id, wish) => ask('POST', `${at(id)}/keys`, wish),
    revokeKey: (id, keyId) => ask('DELETE', `${at(id)}/keys/${encodeURIComponent(keyId)}`),
    rollKey: (id, keyId) => ask('POST', `${at(id)}/keys/${encodeURIComponent(keyId)}/roll`),
    keysStatus: (id) => get(`${at(id)}/keys/status`),
    messages: (id, filter, before) => get(`${at(id)}/messages`, { ...filter, before: before ?? '' }),
    message: (id, messageId) => get(`${at(id)}/messages/${encodeURIComponent(messageId)}`),
    previews: (id, language) => get(`${at(id)}/message-previews`, { language }),
    previewUrl: (id, language, name) => address(`${at(id)}/message-previews/html`, { language, name }),
    sms: (id) => get(`${at(id)}/sms`),
    spending: (id, days) => get(`${at(id)}/sms/spending`, { days: String(days) }),
    pauses: (id) => get(`${at(id)}/sms/pauses`),
    liftPause: (id, pauseId) => ask('POST', `${at(id)}/sms/pauses/${encodeURIComponent(pauseId)}/lift`),
    transports: (id) => get(`${at(id)}/transports`),
    sendTest: (id, wish) => ask('POST', `${at(id)}/transports/test`, wish),
    webhooks: createWebhookApi(ask),
    users: createUserApi(ask),
    policy: createPolicyApi(ask, address),
    cases: createCaseApi(ask),
    audit: createAuditApi(get),
    administrators: createAdministratorApi(ask),
  }
}
