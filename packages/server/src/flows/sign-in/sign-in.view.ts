import type { Settings, SignInView, VerificationView } from '@countersign/contract'
import { askedOf } from '../../factors/passkey/passkey.view.ts'
import { isInVersion } from '../../factors/since.ts'
import type { Scope } from '../../http/scope.ts'
import { findLatest } from '../../messages/codes.store.ts'
import { codeVerification, firstStrategyOf, verification } from '../../messages/verification-view.ts'
import { signsInByNumber } from '../../policy/identifiers.ts'
import { strongFactors, whyAsked } from '../../policy/second-step.ts'
import type { UserFacts } from '../../users/facts.ts'
import { imageUrl } from '../../users/profile-image.ts'
import { helpDeskCode } from './sign-in.finish.ts'
import { type LoadedSignIn, loadSignIn } from './sign-in.load.ts'
import { firstOffers, secondOffers } from './sign-in.offers.ts'
import { recoveryWait } from './sign-in.recovery.ts'
import { statusOf } from './sign-in.status.ts'

export async function signInView(
  scope: Scope,
  id: string,
  known?: ReadonlyMap<string, UserFacts>,
): Promise<SignInView> {
  const loaded = await loadSignIn(scope.context.db, scope, id, known)
  const { row, user, facts } = loaded
  const knowsUser = facts.hasFirst && user !== null
  const { settings } = scope.instance
  return {
    object: 'sign_in',
    id: row.id,
    status: statusOf(facts),
    identifier: row.identifier,
    supported_identifiers: supportedIdentifiers(settings),
    supported_first_factors: facts.isIdentified && row.first_strategy !== 'ticket' ? firstOffers(scope, row, user) : [],
    // Which second factors a user has is told to somebody who has proven the first, and to nobody else (R111).
    supported_second_factors: knowsUser ? secondOffers(scope, { ...loaded, user }) : [],
    first_factor_verification: await firstVerification(scope, loaded),
    second_factor_verification: await secondVerification(scope, loaded),
    recovery_wait_hours: statusOf(facts) === 'needs_second_factor' && user ? await recoveryWait(scope, user) : null,
    user_data: knowsUser
      ? {
          first_name: user.user.first_name,
          last_name: user.user.last_name,
          image_url: imageUrl(scope, user.user.image_name),
          has_image: user.user.image_name !== null,
        }
      : null,
    created_session_id: row.session_id,
    client_trust_state: trustState(settings, loaded),
    asked_because: knowsUser && statusOf(facts) === 'needs_second_factor' ? whyAsked(user, settings, scope.now) : null,
    protect_check: null,
    abandon_at: row.expires_at,
  }
}

function supportedIdentifiers(settings: Settings): string[] {
  return [
    ...(settings.identifiers.email_address === 'off' ? [] : ['email_address']),
    ...(signsInByNumber(settings) ? ['phone_number'] : []),
    ...(settings.identifiers.username === 'off' ? [] : ['username']),
  ]
}

async function firstVerification(scope: Scope, { row, facts }: LoadedSignIn): Promise<VerificationView | null> {
  if (row.first_at !== null) return verification('verified', row.first_strategy, 1, row.expires_at)
  if (!facts.isIdentified) return null
  const { db } = scope.context
  const { settings } = scope.instance
  const [code, reset] = await Promise.all([findLatest(db, 'sign_in', row.id), findLatest(db, 'reset_password', row.id)])
  const asked = settings.first_factors.passkey ? await askedOf(scope, row.id, 'first', []) : null
  const latest = [code, reset].filter((sent) => sent !== undefined).sort((a, b) => b.sent_at - a.sent_at)[0]
  if (asked && asked.at >= (latest?.sent_at ?? 0)) return asked.view
  if (!latest) return null
  return codeVerification(latest, firstStrategyOf(latest), scope.now)
}

/** Told only to somebody who has proven the first factor. */
function trustState({ device_trust }: Settings, { row, user, facts }: LoadedSignIn): 'new' | 'known' | null {
  if (!device_trust || !facts.hasFirst || user === null) return null
  return row.known_client === 1 || row.trusted_at !== null ? 'known' : 'new'
}

async function secondVerification(scope: Scope, { row, facts, user }: LoadedSignIn): Promise<VerificationView | null> {
  const doneAt = row.second_at ?? row.trusted_at
  const second = row.second_strategy === helpDeskCode ? 'backup_code' : row.second_strategy
  const by = second ?? row.trust_strategy
  if (doneAt !== null) return verification('verified', by, row.second_tries, row.expires_at)
  if (!facts.hasFirst || user === null) return null
  const kinds = strongFactors(user, scope.instance.settings).filter((kind) => isInVersion(kind, scope.apiVersion))
  const asked = kinds.includes('passkey') ? await askedOf(scope, row.id, 'second', user.passkeys) : null
  const mayBeSent = kinds.includes('phone_code') || facts.needsTrust
  const sent = mayBeSent ? await findLatest(scope.context.db, 'second_factor', row.id) : undefined
  if (asked && asked.at >= (sent?.sent_at ?? 0)) return asked.view
  if (sent) return codeVerification(sent, firstStrategyOf(sent), scope.now)
  if (row.second_tries === 0) return null
  const isSpent = row.second_tries >= scope.instance.settings.codes.attempts
  return verification(isSpent ? 'failed' : 'unverified', null, row.second_tries, row.expires_at)
}
