import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import type { Before } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import type { Trx } from '../../db/open.ts'
import { type PreparedSet, prepareSet } from '../../factors/backup-code/backup-code.set.ts'
import { deleteSet } from '../../factors/backup-code/backup-code.store.ts'
import type { ChangeName } from '../../messages/templates.ts'
import { decisionFor, rememberedWith, type StrongKind, strongFactors } from '../../policy/second-step.ts'
import { owesSecondFactor } from '../../policy/tasks.ts'
import { endAll } from '../../sessions/ending.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import { updateSession } from '../../sessions/sessions.store.ts'
import { type PhoneRow, type UserFacts, verifiedEmails, verifiedPhones } from '../../users/facts.ts'
import { raiseEpoch, updateUser } from '../../users/users.store.ts'

/** The set that comes with the first second factor, and with no later one (S43). */
export async function firstSet(scope: SignedIn): Promise<PreparedSet | null> {
  const isDue = scope.instance.settings.multi_factor.backup_code && scope.facts.backupCodesLeft === 0
  return isDue ? prepareSet(scope, scope.user.id) : null
}

/** Operators prove themselves by access to the machine; everybody else must be reachable before there is something to lose (R70). */
export function requireAddress({ instance }: SignedIn, facts: UserFacts): void {
  const isReachable = verifiedEmails(facts).length > 0 || verifiedPhones(facts).length > 0
  if (instance.application.kind === 'customer' && !isReachable) throw new AppError('verified_address_required')
}

/** Who must set up what a rule names is not led into setting up something else, and standing before the same door. */
export function refuseUseless(scope: SignedIn, kind: StrongKind): void {
  const { facts, session, now } = scope
  const { settings } = scope.instance
  const { rule } = decisionFor(facts, settings, now)
  if (rule === null || rule.factors.includes(kind) || !owesSecondFactor(facts, settings, session, now)) return
  const named = rule.factors.filter((name) => settings.multi_factor[name])
  throw new AppError('factor_not_accepted', { factors: named.join(', ') })
}

interface Added {
  strategy: StrongKind
  notice: ChangeName
  /** Which of the user's, where there can be several. */
  id?: string
  /** To be told by SMS. */
  numbers?: PhoneRow[]
  set: PreparedSet | null
  /** When the factor was last proven in this session; null = not lately enough to count. */
  provenAt: number | null
}

/**
 * What every new second factor brings with it: other sessions end (R68), what was begun before is void (R61), the owner is told (R73).
 */
export async function factorAdded(trx: Trx, scope: SignedIn, before: Before, added: Added): Promise<void> {
  const { now, user, session } = scope
  const { strategy, set, provenAt } = added
  await set?.store(trx)
  await raiseEpoch(trx, user.id, now)
  await updateUser(trx, user.id, { mfa_enabled_at: user.mfa_enabled_at ?? now, last_second_factor: strategy })
  await endAll(trx, scope, user.id, session.id)
  if (provenAt !== null) {
    const proof = { second_strategy: strategy, second_verified_at: provenAt, updated_at: now }
    await updateSession(trx, session.id, proof)
  }
  const notice = session.recovery_id === null ? added.notice : 'account_recovered'
  await tellChange(trx, scope, before, notice, added.numbers)
  await record(trx, scope, 'factor.added', {
    userId: user.id,
    details: { strategy, id: added.id, backup_codes: set !== null },
  })
}

/** What goes with a removed second factor. Backup codes go with the last one that they stand in for. */
export async function factorRemoved(
  trx: Trx,
  scope: SignedIn,
  before: Before,
  removed: { left: UserFacts; strategy: StrongKind; notice: ChangeName; id?: string; numbers?: PhoneRow[] },
): Promise<void> {
  const { now, user, instance } = scope
  const kinds = strongFactors(removed.left, instance.settings)
  if (kinds.length === 0) await deleteSet(trx, user.id)
  await updateUser(trx, user.id, { ...rememberedWith(kinds, user), updated_at: now })
  await raiseEpoch(trx, user.id, now)
  await endAll(trx, scope, user.id, scope.session.id)
  await tellChange(trx, scope, before, removed.notice, removed.numbers)
  await record(trx, scope, 'factor.removed', {
    userId: user.id,
    details: { strategy: removed.strategy, id: removed.id },
  })
}
