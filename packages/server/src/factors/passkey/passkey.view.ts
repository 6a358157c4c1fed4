import type { PasskeyView, VerificationView } from '@countersign/contract'
import type { Scope } from '../../http/scope.ts'
import { verification } from '../../messages/verification-view.ts'
import type { PasskeyFacts } from '../../users/facts.ts'
import { requestOptions } from './passkey.options.ts'
import { findChallenge, type Level } from './passkey.store.ts'

export function passkeyView(passkey: PasskeyFacts, open: VerificationView | null = null): PasskeyView {
  return {
    object: 'passkey',
    id: passkey.id,
    name: passkey.name,
    verification: open ?? verification('verified', 'passkey', 1, null),
    last_used_at: passkey.last_used_at,
    backup_codes: null,
    created_at: passkey.created_at,
    updated_at: passkey.updated_at,
  }
}

/** What this step of an attempt asks a passkey to sign, if it does. `passkeys` are the ones to choose from; none means any. */
export async function askedOf(
  scope: Scope,
  attemptId: string,
  level: Level,
  passkeys: readonly PasskeyFacts[],
): Promise<{ at: number; view: VerificationView } | null> {
  const row = await findChallenge(scope.context.db, attemptId, level, scope.now)
  if (!row) return null
  const nonce = requestOptions(row, passkeys)
  return { at: row.created_at, view: { ...verification('unverified', 'passkey', 0, row.expires_at), nonce } }
}
