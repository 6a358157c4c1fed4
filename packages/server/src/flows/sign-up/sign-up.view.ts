import type { SignUpVerificationView, SignUpView } from '@countersign/contract'
import type { Scope } from '../../http/scope.ts'
import { findLatest } from '../../messages/codes.store.ts'
import { codeVerification, verification } from '../../messages/verification-view.ts'
import { type LoadedSignUp, loadSignUp } from './sign-up.load.ts'
import { missingFields, optionalFields, requiredFields, statusOf, unverifiedFields } from './sign-up.status.ts'
import type { SignUpRow } from './sign-up.store.ts'
import type { VerifyStrategy } from './sign-up.verify.ts'

export async function signUpView(scope: Scope, id: string): Promise<SignUpView> {
  const loaded = await loadSignUp(scope.context.db, scope, id)
  const { row, facts } = loaded
  const { settings } = scope.instance
  return {
    object: 'sign_up',
    id: row.id,
    status: statusOf(facts),
    required_fields: requiredFields(settings),
    optional_fields: optionalFields(settings),
    missing_fields: missingFields(facts, settings),
    unverified_fields: unverifiedFields(facts),
    verifications: {
      email_address: await emailVerification(scope, loaded),
      phone_number: await phoneVerification(scope, loaded),
      web3_wallet: null,
      external_account: null,
    },
    email_address: row.email_address,
    phone_number: row.phone_number,
    username: row.username,
    first_name: row.first_name,
    last_name: row.last_name,
    has_password: facts.hasPassword,
    unsafe_metadata: JSON.parse(row.unsafe_metadata),
    created_session_id: row.session_id,
    created_user_id: row.user_id,
    abandon_at: row.expires_at,
    legal_accepted_at: null,
    locale: row.locale,
    web3_wallet: null,
    external_account: null,
  }
}

async function emailVerification(scope: Scope, { row, facts }: LoadedSignUp): Promise<SignUpVerificationView | null> {
  if (row.invitation_id !== null)
    return { ...verification('verified', 'ticket', null, null), next_action: '', supported_strategies: ['ticket'] }
  return verificationOf(scope, row, 'email_code', row.email_key, facts.hasVerifiedEmail)
}

function phoneVerification(scope: Scope, { row, facts }: LoadedSignUp) {
  return verificationOf(scope, row, 'phone_code', row.phone_number, facts.hasVerifiedPhone)
}

async function verificationOf(
  scope: Scope,
  row: SignUpRow,
  strategy: VerifyStrategy,
  key: string | null,
  isVerified: boolean,
): Promise<SignUpVerificationView | null> {
  if (key === null) return null
  const supported_strategies = [strategy]
  if (isVerified) return { ...verification('verified', strategy, 1, null), next_action: '', supported_strategies }
  const sent = await findLatest(scope.context.db, 'sign_up', row.id)
  if (sent?.destination_key === key)
    return { ...codeVerification(sent, strategy, scope.now), next_action: 'needs_attempt', supported_strategies }
  // Before anything was sent the strategy must read null, or SDKs believe that a code is on its way.
  return {
    object: 'verification',
    status: 'unverified',
    strategy: null,
    attempts: null,
    expire_at: null,
    next_action: 'needs_prepare',
    supported_strategies,
  }
}
