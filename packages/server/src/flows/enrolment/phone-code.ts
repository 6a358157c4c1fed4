import { AppError } from '@countersign/contract'
import { beforeChange } from '../../changes/before.ts'
import { transact } from '../../db/transact.ts'
import { formatBackupCode } from '../../factors/backup-code/backup-code.code.ts'
import { lacksRequired, mayFollow } from '../../policy/second-step.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import { requireHeld, showOnce } from '../../sessions/renewal.ts'
import { otherNumbers, type PhoneRow, reservedPhones, verifiedEmails } from '../../users/facts.ts'
import { makeDefault, releasePhone, reservePhone } from '../../users/phones.store.ts'
import { beforeAdding } from './lost.ts'
import { ownPhone } from './phone-numbers.ts'
import { factorAdded, factorRemoved, firstSet, refuseUseless } from './switch.ts'

export interface ReservedPhone {
  phone: PhoneRow
  /** Formatted, when the first second factor made a set (S43). */
  codes: string[] | null
}

/** Reserves one of the user's verified numbers for the second step (S34). The first one is the default (S38). */
export async function reserveForSecondFactor(scope: SignedIn, id: string | undefined): Promise<ReservedPhone> {
  const phone = ownPhone(scope, id)
  if (!scope.instance.settings.multi_factor.phone_code) throw new AppError('factor_disabled')
  refuseUseless(scope, 'phone_code')
  if (phone.verified_at === null) throw new AppError('verification_missing')
  if (phone.reserved_at !== null) return { phone, codes: null }
  requireOtherFirst(scope)
  const { settings } = scope.instance
  const set = await firstSet(scope)
  const isDefault = reservedPhones(scope.facts).length === 0
  // The code that proved the number a moment ago proves the factor as well; one from last year does not.
  const isRecent = scope.now - phone.verified_at < settings.reverification.minutes * 60_000
  // Nor does it where a code by SMS was the first: that would be one factor, counted twice (R20).
  const counts = isRecent && mayFollow(scope.session.first_strategy, 'phone_code')
  await transact(scope.context.db, async (trx) => {
    // No proof by itself: the code that proved the number came before, and renewed the token then.
    await requireHeld(trx, scope)
    await showOnce(trx, scope)
    const before = await beforeAdding(trx, scope)
    // Reserving raises the epoch, so that nobody else can have done it since.
    await reservePhone(trx, phone.id, scope.now, isDefault)
    await factorAdded(trx, scope, before, {
      strategy: 'phone_code',
      notice: 'second_factor_phone_added',
      numbers: otherNumbers(before.facts, phone.number),
      set,
      provenAt: counts ? phone.verified_at : null,
    })
  })
  return {
    phone: { ...phone, reserved_at: scope.now, default_at: isDefault ? scope.now : null },
    codes: set ? set.codes.map(formatBackupCode) : null,
  }
}

/** Whoever could only begin with a code by SMS would have shut themselves out: it cannot be both steps (R20). */
function requireOtherFirst({ facts, instance }: SignedIn): void {
  const { first_factors: isOn } = instance.settings
  const hasOther =
    (isOn.password && facts.user.password_hash !== null) || (isOn.email_code && verifiedEmails(facts).length > 0)
  if (isOn.phone_code && !hasOther) throw new AppError('other_first_factor_required')
}

/** The number stays the user's; codes at sign-in no longer go to it. */
export async function releaseFromSecondFactor(scope: SignedIn, id: string | undefined): Promise<PhoneRow> {
  const phone = ownPhone(scope, id)
  if (phone.reserved_at === null) return phone
  refuseLast(scope, phone)
  const released = { ...phone, reserved_at: null, default_at: null }
  await transact(scope.context.db, async (trx) => {
    const before = await beforeChange(trx, scope, scope.user)
    await releasePhone(trx, phone.id, scope.now)
    await factorRemoved(trx, scope, before, {
      left: without(scope, phone),
      strategy: 'phone_code',
      notice: 'second_factor_phone_removed',
      numbers: [phone],
    })
  })
  return released
}

/** Asks this number first from now on (S38). */
export async function makeDefaultPhone(scope: SignedIn, id: string | undefined): Promise<PhoneRow> {
  const phone = ownPhone(scope, id)
  const isDone = await transact(scope.context.db, (trx) => makeDefault(trx, phone.id, scope.now))
  if (!isDone) throw new AppError('factor_missing')
  return { ...phone, default_at: scope.now }
}

/** The user as they are once the number is gone. */
export function without(scope: SignedIn, phone: PhoneRow) {
  return { ...scope.facts, phones: scope.facts.phones.filter(({ id }) => id !== phone.id) }
}

/** Where a second factor is required, the last one stays. */
export function refuseLast(scope: SignedIn, phone: PhoneRow): void {
  if (lacksRequired(without(scope, phone), scope.instance.settings, scope.now)) throw new AppError('factor_required')
}
