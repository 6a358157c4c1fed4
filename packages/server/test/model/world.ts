import type { MfaRule, Settings } from '@countersign/contract'
import { defaultSettings } from '@countersign/contract/settings'
import type { ReverificationRow } from '../../src/flows/reverification/reverification.store.ts'
import type { SignInRow } from '../../src/flows/sign-in/sign-in.store.ts'
import type { SignUpFacts } from '../../src/flows/sign-up/sign-up.status.ts'
import type { Scope, SessionRow } from '../../src/http/scope.ts'
import type { RecoveryRow } from '../../src/recoveries/recoveries.store.ts'
import type { StepUpRow } from '../../src/sessions/step-ups.store.ts'
import type { UserFacts } from '../../src/users/facts.ts'
import type { Dice } from './dice.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour
const start = 1000 * day
const kinds = ['totp', 'phone_code', 'passkey'] as const

export type Holder = 'browser' | 'copy'

/** One account, one browser, and all that is under way between them. */
export interface World {
  scope: Scope
  user: UserFacts
  isKnown: boolean
  trust: { epoch: number; until: number } | null
  signIn: SignInRow | null
  session: SessionRow | null
  run: ReverificationRow | null
  stepUp: StepUpRow | null
  recovery: RecoveryRow | null
  signUp: SignUpFacts
  /** Whether the account has a record as an administrator; it matters on the dashboard's instance alone. */
  isAdministrator: boolean
  ids: number
  /** Of the client's token. */
  generation: number
  /** What the browser holds, and what somebody holds who copied its cookie once. */
  tokens: Record<Holder, number>
  /** Who sends the request of this move. */
  by: Holder
}

/** Drawn once: to make settings for every walk would take longer than to walk. */
export function drawSettings(dice: Dice, count: number): [Settings, ...Settings[]] {
  const drawn = Array.from({ length: count }, (_, index) => settingsOf(dice, index))
  return [settingsOf(dice, count), ...drawn]
}

function settingsOf(dice: Dice, index: number): Settings {
  const rules = Array.from({ length: Math.floor(dice.next() * 3) }, (_, place) => ruleOf(dice, `${index}/${place}`))
  const presence = () => dice.pick(['off', 'optional', 'required'])
  const on = { totp: dice.chance(0.8), phone_code: dice.chance(0.8), passkey: dice.chance(0.8), backup_code: true }
  return {
    ...defaultSettings,
    multi_factor: { ...defaultSettings.multi_factor, ...on, required: dice.chance(0.2), rules },
    first_factors: { password: dice.chance(0.9), email_code: true, phone_code: true, passkey: true },
    identifiers: { email_address: presence(), phone_number: presence(), username: presence() },
    device_trust: dice.chance(0.5),
    trusted_devices: { enabled: dice.chance(0.7), days: 30 },
    reverification: { ...defaultSettings.reverification, downgrade: dice.chance(0.3) },
    recovery: { ...defaultSettings.recovery, enabled: dice.chance(0.8), wait_hours: 24 },
  }
}

function ruleOf(dice: Dice, id: string): MfaRule {
  return {
    id,
    name: id,
    mode: dice.pick(['on', 'on', 'dry_run']),
    who: dice.pick<MfaRule['who']>([{ kind: 'everyone' }, { kind: 'metadata', key: 'role', value: 'admin' }]),
    factors: dice.pick<MfaRule['factors']>([[...kinds], ['totp'], ['passkey'], ['totp', 'passkey'], ['phone_code']]),
    starts_at: dice.pick([null, null, start + day]),
    grace: dice.pick<MfaRule['grace']>([{ kind: 'none' }, { kind: 'days', days: 2 }, { kind: 'skips', skips: 2 }]),
    after: dice.pick(['enrol', 'refuse']),
  }
}

export function drawWorld(dice: Dice, settings: Settings): World {
  const application = { kind: dice.pick(['customer', 'customer', 'customer', 'dashboard']) }
  return {
    scope: { instance: { settings, application }, now: start } as Scope,
    user: drawUser(dice),
    isKnown: dice.chance(0.5),
    trust: dice.chance(0.2) ? { epoch: 0, until: start + dice.pick([-day, 20 * day]) } : null,
    signIn: null,
    session: null,
    run: null,
    stepUp: null,
    recovery: dice.chance(0.2) ? begun(start + dice.pick([-8 * day, -2 * day, 23 * hour])) : null,
    signUp: {
      hasEmail: false,
      hasVerifiedEmail: false,
      hasPhone: false,
      hasVerifiedPhone: false,
      hasUsername: false,
      hasPassword: false,
      isOver: false,
      hasSession: false,
    },
    isAdministrator: dice.chance(0.6),
    ids: 0,
    generation: 0,
    tokens: { browser: 0, copy: -1 },
    by: 'browser',
  }
}

export function begun(readyAt: number, epoch = 0): RecoveryRow {
  return { ended_at: null, epoch, ready_at: readyAt, expires_at: readyAt + 7 * day } as RecoveryRow
}

function drawUser(dice: Dice): UserFacts {
  const email = { id: 'old', address: 'a@b.example', address_key: 'a@b.example', verified_at: start - 30 * day }
  const young = { ...email, id: 'young', verified_at: start - hour }
  const at = start - 20 * day
  const phone = { id: 'phone', number: '+4915112345678', verified_at: at, created_at: at, default_at: null }
  const app = dice.chance(0.4) ? { id: 'app' } : null
  return {
    user: {
      id: 'user',
      epoch: 0,
      banned_at: null,
      password_hash: dice.chance(0.9) ? 'hash' : null,
      password_void_at: dice.chance(0.05) ? at : null,
      password_compromised_at: null,
      password_updated_at: at,
      public_metadata: dice.chance(0.3) ? '{"role":"admin"}' : '{}',
      changes_locked_until: dice.chance(0.05) ? start + 7 * day : null,
      held_until: null,
      last_second_factor: null,
      primary_email_id: 'old',
    },
    emails: dice.pick<object[]>([[email], [email, young], []]),
    phones: dice.chance(0.5) ? [{ ...phone, reserved_at: dice.chance(0.6) ? at : null }] : [],
    apps: app ? [app] : [],
    totp: app,
    passkeys: dice.chance(0.3) ? [{ id: 'key' }] : [],
    backupCodesLeft: 3,
    hasBackupCodes: dice.chance(0.5),
    backupCodeSet: null,
    graces: [],
    hasCheckedCodes: true,
    helpDeskCodes: dice.chance(0.1) ? 1 : 0,
  } as unknown as UserFacts
}
