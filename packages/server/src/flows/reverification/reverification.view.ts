import { AppError, type FactorView, type SessionVerificationView, type SessionView } from '@countersign/contract'
import { firstFactorsOf, secondFactorsOf } from '../../factors/index.ts'
import { findLatest } from '../../messages/codes.store.ts'
import { codeVerification, verification } from '../../messages/verification-view.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import { statusOf } from './reverification.status.ts'
import { findReverification } from './reverification.store.ts'
import { factsOf } from './reverification.ts'

export async function reverificationView(scope: SignedIn, session: SessionView): Promise<SessionVerificationView> {
  const row = await findReverification(scope.context.db, scope.session.id)
  if (!row) throw new AppError('verification_missing')
  const { settings } = scope.instance
  const sent = await findLatest(scope.context.db, 'reverification', row.id)
  const first = row.first_at ? verification('verified', row.first_strategy, 1, null) : null
  return {
    object: 'session_verification',
    id: row.id,
    status: statusOf(factsOf(row, scope.now)),
    level: row.level,
    session,
    supported_first_factors: firstFactorsOf(scope.facts, settings).filter(isForReverification),
    supported_second_factors: secondFactorsOf(scope.facts, settings),
    first_factor_verification: first ?? (sent ? codeVerification(sent, 'email_code', scope.now) : null),
    second_factor_verification: row.second_at
      ? verification('verified', row.second_strategy, row.second_tries, null)
      : null,
  }
}

function isForReverification(offer: FactorView): boolean {
  return offer.strategy !== 'reset_password_email_code'
}
