import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import { toBase32 } from '../../factors/totp/base32.ts'
import { totpProfile } from '../../factors/totp/totp.code.ts'
import { newTotp } from '../../factors/totp/totp.row.ts'
import { replacePendingTotp, type TotpRow } from '../../factors/totp/totp.store.ts'
import { totpUri } from '../../factors/totp/totp.uri.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import { identifierOf, type UserFacts } from '../../users/facts.ts'
import { refuseUseless, requireAddress } from './switch.ts'

/** An enrolment left open this long is forgotten (R65). */
export const pendingLife = 600_000
/** Every one of them is three more codes that a guess may hit (docs/decisions/0014). */
export const mostApps = 5
const longestName = 64

export interface Begun {
  row: TotpRow
  secret: string
  uri: string
}

/** Begins an enrolment: a fresh secret that neither satisfies nor demands anything until a code confirms it (S30, R65). */
export async function beginApp(scope: SignedIn, wish: Pick<TotpRow, 'name' | 'replaces'>): Promise<Begun> {
  refuseApp(scope, scope.facts, wish.replaces)
  refuseUseless(scope, 'totp')
  const { context, now, user, session } = scope
  const secret = toBase32(context.random.bytes(totpProfile.secretBytes))
  const row = newTotp(scope, user.id, secret, { session_id: session.id, expires_at: now + pendingLife, ...wish })
  await transact(context.db, async (trx) => {
    await replacePendingTotp(trx, row)
    await record(trx, scope, 'enrolment.started', { userId: user.id, details: { strategy: 'totp' } })
  })
  return { row, secret, uri: totpUri(secret, scope.instance.application.name, identifierOf(scope.facts)) }
}

/** `replaces` is the app that goes when the new one comes, if it is still there. */
export function refuseApp(scope: SignedIn, facts: UserFacts, replaces: string | null): void {
  if (!scope.instance.settings.multi_factor.totp) throw new AppError('factor_disabled')
  const staying = facts.apps.filter((app) => app.id !== replaces)
  if (staying.length >= mostApps) throw new AppError('too_many_items', { limit: mostApps })
  requireAddress(scope, facts)
}

/** What an app is to be called; nothing at all is no name. */
export function readAppName(input: string): string {
  const name = input.trim()
  if (name === '' || name.length > longestName) throw new AppError('form_param_format_invalid', { param_name: 'name' })
  return name
}
