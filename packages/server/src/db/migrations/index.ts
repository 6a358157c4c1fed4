import { tables } from './0001-tables.ts'
import { phoneNumbers } from './0002-phone-numbers.ts'
import { outbox } from './0003-outbox.ts'
import { delivery } from './0004-delivery.ts'
import { smsTallies } from './0005-sms-tallies.ts'
import { undo } from './0006-undo.ts'
import { phoneSignUp } from './0007-phone-sign-up.ts'
import { smsNotices } from './0008-sms-notices.ts'
import { tickets } from './0010-tickets.ts'
import { owedVerification } from './0020-owed-verification.ts'
import { handshakes } from './0021-handshakes.ts'
import { passkeys } from './0022-passkeys.ts'
import { deviceTrust } from './0023-device-trust.ts'
import { webhooks } from './0026-webhooks.ts'
import { messageAttempts } from './0027-message-attempts.ts'
import { imports } from './0028-imports.ts'
import { profileImages } from './0029-profile-images.ts'
import { mfaRules } from './0031-mfa-rules.ts'
import { stepUps } from './0032-step-ups.ts'
import { trustedDevices } from './0033-trusted-devices.ts'
import { recovery } from './0034-recovery.ts'
import { authenticatorApps } from './0035-authenticator-apps.ts'
import { keys } from './0036-keys.ts'
import { auditChain } from './0037-audit-chain.ts'
import { administrators } from './0038-administrators.ts'
import { approvals } from './0040-approvals.ts'
import { keyScopes } from './0041-key-scopes.ts'
import { clientRenewals } from './0043-client-renewals.ts'
import { codeAskers } from './0045-code-askers.ts'
import { proxySightings } from './0046-proxy-sightings.ts'
import { trustReuse } from './0051-trust-reuse.ts'
import { webhookUrls } from './0052-webhook-urls.ts'
import { invitations } from './0053-invitations.ts'
import { standIns } from './0054-stand-ins.ts'
import { unknownUsers } from './0055-unknown-users.ts'
import { members } from './0056-members.ts'
import type { Step } from './statements.ts'

/** Every migration, oldest first. A released one is never edited: what changes comes as the next number. */
export const migrations: Readonly<Record<string, Step>> = {
  '0001_tables': tables,
  '0002_phone_numbers': phoneNumbers,
  '0003_outbox': outbox,
  '0004_delivery': delivery,
  '0005_sms_tallies': smsTallies,
  '0006_undo': undo,
  '0007_phone_sign_up': phoneSignUp,
  '0008_sms_notices': smsNotices,
  '0010_tickets': tickets,
  '0020_owed_verification': owedVerification,
  '0021_handshakes': handshakes,
  '0022_passkeys': passkeys,
  '0023_device_trust': deviceTrust,
  '0026_webhooks': webhooks,
  '0027_message_attempts': messageAttempts,
  '0028_imports': imports,
  '0029_profile_images': profileImages,
  '0031_mfa_rules': mfaRules,
  '0032_step_ups': stepUps,
  '0033_trusted_devices': trustedDevices,
  '0034_recovery': recovery,
  '0035_authenticator_apps': authenticatorApps,
  '0036_keys': keys,
  '0037_audit_chain': auditChain,
  '0038_administrators': administrators,
  '0040_approvals': approvals,
  '0041_key_scopes': keyScopes,
  '0043_client_renewals': clientRenewals,
  '0045_code_askers': codeAskers,
  '0046_proxy_sightings': proxySightings,
  '0051_trust_reuse': trustReuse,
  '0052_webhook_urls': webhookUrls,
  '0053_invitations': invitations,
  '0054_stand_ins': standIns,
  '0055_unknown_users': unknownUsers,
  '0056_members': members,
}
