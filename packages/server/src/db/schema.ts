import type { AdministratorTable } from './tables/administrator.ts'
import type { ReverificationTable, SignInTable, SignUpTable, TicketTable, VerificationTable } from './tables/attempt.ts'
import type {
  BackupCodeSetTable,
  BackupCodeTable,
  PasskeyChallengeTable,
  PasskeyTable,
  TotpFactorTable,
} from './tables/factor.ts'
import type { ForeignHashShapeTable, ImportTable } from './tables/import.ts'
import type {
  ApplicationTable,
  InstanceHostTable,
  InstanceTable,
  SecretKeyTable,
  SigningKeyTable,
} from './tables/instance.ts'
import type { InvitationTable } from './tables/invitation.ts'
import type { MessageTable } from './tables/message.ts'
import type { NudgeTable } from './tables/nudge.ts'
import type { MfaDryRunTable, MfaGraceTable, MfaReceiptTable, SettingsChangeTable } from './tables/policy.ts'
import type {
  AuditChainTable,
  AuditHeadTable,
  AuditTable,
  FailureTable,
  LimitTable,
  MasterKeyTable,
  MetaTable,
  MigrationChecksumTable,
  PepperTable,
  ProxySightingTable,
} from './tables/record.ts'
import type { ApprovalTable, HelpDeskCodeTable, MfaResetTable, RecoveryTable } from './tables/recovery.ts'
import type {
  ClientRenewalTable,
  ClientTable,
  HandshakeTable,
  SessionTable,
  TrustedDeviceTable,
} from './tables/session.ts'
import type { SmsPauseTable, SmsTallyTable } from './tables/sms.ts'
import type { StepUpTable } from './tables/step-up.ts'
import type { FactorSnapshotTable, UndoLinkTable } from './tables/undo.ts'
import type { EmailAddressTable, PhoneNumberTable, ProfileImageTable, UserTable } from './tables/user.ts'
import type {
  WebhookAttemptTable,
  WebhookDeliveryTable,
  WebhookEndpointTable,
  WebhookEventTable,
  WebhookSecretTable,
} from './tables/webhook.ts'

/**
 * Every table, for both engines. Portable types only: text ids, integer milliseconds, 0/1 integers, JSON as text, blobs as base64url text.
 * A column's name says how a secret is kept: `…_sealed` (AES-256-GCM bound to row and purpose), `…_hash` (SHA-256 of a random token,
 * or a password hash), `…_mac` (HMAC under the pepper).
 */
export interface Schema {
  meta: MetaTable
  master_keys: MasterKeyTable
  peppers: PepperTable
  migration_checksums: MigrationChecksumTable
  applications: ApplicationTable
  instances: InstanceTable
  instance_hosts: InstanceHostTable
  secret_keys: SecretKeyTable
  signing_keys: SigningKeyTable
  users: UserTable
  administrators: AdministratorTable
  email_addresses: EmailAddressTable
  phone_numbers: PhoneNumberTable
  profile_images: ProfileImageTable
  totp_factors: TotpFactorTable
  passkeys: PasskeyTable
  passkey_challenges: PasskeyChallengeTable
  backup_code_sets: BackupCodeSetTable
  nudges: NudgeTable
  backup_codes: BackupCodeTable
  clients: ClientTable
  client_renewals: ClientRenewalTable
  sign_ins: SignInTable
  sign_ups: SignUpTable
  verifications: VerificationTable
  sessions: SessionTable
  handshakes: HandshakeTable
  trusted_devices: TrustedDeviceTable
  reverifications: ReverificationTable
  step_ups: StepUpTable
  tickets: TicketTable
  invitations: InvitationTable
  factor_snapshots: FactorSnapshotTable
  undo_links: UndoLinkTable
  recoveries: RecoveryTable
  mfa_resets: MfaResetTable
  approvals: ApprovalTable
  help_desk_codes: HelpDeskCodeTable
  messages: MessageTable
  sms_tallies: SmsTallyTable
  sms_pauses: SmsPauseTable
  webhook_endpoints: WebhookEndpointTable
  webhook_secrets: WebhookSecretTable
  webhook_events: WebhookEventTable
  webhook_deliveries: WebhookDeliveryTable
  webhook_attempts: WebhookAttemptTable
  mfa_graces: MfaGraceTable
  mfa_receipts: MfaReceiptTable
  mfa_dry_runs: MfaDryRunTable
  settings_changes: SettingsChangeTable
  failures: FailureTable
  limits: LimitTable
  proxy_sightings: ProxySightingTable
  audit: AuditTable
  audit_chains: AuditChainTable
  audit_heads: AuditHeadTable
  imports: ImportTable
  foreign_hash_shapes: ForeignHashShapeTable
}

export type * from './tables/administrator.ts'
export type * from './tables/attempt.ts'
export type * from './tables/factor.ts'
export type * from './tables/flag.ts'
export type * from './tables/import.ts'
export type * from './tables/instance.ts'
export type * from './tables/invitation.ts'
export type * from './tables/message.ts'
export type * from './tables/nudge.ts'
export type * from './tables/policy.ts'
export type * from './tables/record.ts'
export type * from './tables/recovery.ts'
export type * from './tables/session.ts'
export type * from './tables/sms.ts'
export type * from './tables/step-up.ts'
export type * from './tables/undo.ts'
export type * from './tables/user.ts'
export type * from './tables/webhook.ts'
