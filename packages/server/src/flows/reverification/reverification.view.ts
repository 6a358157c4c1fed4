import type { FactorView, SessionVerificationView, SessionView, VerificationView } from '@countersign/contract'
import { theOne } from '../../db/prepared.ts'
import { firstFactorsOf, isReset, secondFactorsOf } from '../../factors/index.ts'
import { askedOf } from '../../factors/passkey/passkey.view.ts'
import { findLatest, type VerificationRow } from '../../messages/codes.store.ts'
import { codeVerification, firstStrategyOf, verification } from '../../messages/verification-view.ts'
import { owesPassword } from '../../policy/tasks.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import type { UserFacts } from '../../users/facts.ts'
import { statusOf } from './reverification.status.ts'
import { findReverification } from './reverification.store.ts'
import { factsOf, firstOf } from './reverification.ts'

export async function reverificationView(scope: SignedIn, session: SessionView): Promise<SessionVerificationView> {
  const row = theOne([await findReverification(scope.context.db, scope.session.id)])
  const { settings } = scope.instance
  const sent = await findLatest(scope.context.db, 'reverification', row.id)
  const sentSecond = await findLatest(scope.context.db, 'second_factor', row.id)
  const { passkeys } = scope.facts
  const asked = await askedOf(scope, row.id, 'first', passkeys)
  const second = secondFactorsOf(scope.facts, settings, firstOf(row, scope.session), scope.now, scope.apiVersion)
  const isPasskeyOffered = second.some(({ strategy }) => strategy === 'passkey')
  const askedSecond = isPasskeyOffered ? await askedOf(scope, row.id, 'second', passkeys) : null
  const first = row.first_at ? verification('verified', row.first_strategy, 1, null) : null
  return {
    object: 'session_verification',
    id: row.id,
    status: statusOf(factsOf(row, scope.now)),
    level: row.level,
    session,
    supported_first_factors: firstFactorsOf(scope.facts, settings, scope.now).filter((offer) =>
      isForReverification(scope.facts, offer),
    ),
    supported_second_factors: second,
    first_factor_verification:
      first ?? later(asked, sent, (code) => codeVerification(code, firstStrategyOf(code), scope.now)),
    second_factor_verification: row.second_at
      ? verification('verified', row.second_strategy, row.second_tries, null)
      : later(askedSecond, sentSecond, (code) => codeVerification(code, 'phone_code', scope.now)),
  }
}

/** Of what was asked of a passkey and what was sent as a code, the one that was asked for last. */
function later(
  asked: Awaited<ReturnType<typeof askedOf>>,
  sent: VerificationRow | undefined,
  view: (code: VerificationRow) => VerificationView,
): VerificationView | null {
  if (asked && asked.at >= (sent?.sent_at ?? 0)) return asked.view
  return sent ? view(sent) : null
}

/** A password that others know proves nothing, so it is not asked for first. */
function isForReverification(facts: UserFacts, { strategy }: FactorView): boolean {
  return !isReset(strategy) && !(strategy === 'password' && owesPassword(facts))
}
