import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import { transact } from '../../db/transact.ts'
import { owesSecondFactor } from '../../policy/tasks.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import { type PhoneRow, verifiedEmails, verifiedPhones } from '../../users/facts.ts'
import { deletePhone } from '../../users/phones.store.ts'
import { raiseEpoch, updateUser } from '../../users/users.store.ts'
import { refuseLast, without } from './phone-code.ts'
import { ownPhone } from './phone-numbers.ts'
import { factorRemoved } from './switch.ts'

/** Removes a number, and with it the second factor that it was. Codes sent to it die with the epoch (R61, R72). */
export async function removePhone(scope: SignedIn, id: string | undefined): Promise<string> {
  const phone = ownPhone(scope, id)
  if (phone.reserved_at !== null) refuseLast(scope, phone)
  refuseLastNumber(scope, phone)
  // Setting up may be given up half way; a number that was there before is no part of it.
  const isPending = owesSecondFactor(scope.facts, scope.instance.settings, scope.session, scope.now)
  // In a recovery nothing is given up: the epoch would end it.
  const isRecovering = scope.session.recovery_id !== null
  if (isRecovering || (isPending && phone.verified_at !== null)) throw new AppError('session_pending')
  const left = without(scope, phone)
  await transact(scope.context.db, async (trx) => {
    const before = await beforeChange(trx, scope, scope.user)
    await deletePhone(trx, phone.id)
    if (before.facts.user.primary_phone_id === phone.id) {
      const heir = verifiedPhones(before.facts).find(({ id }) => id !== phone.id)
      await updateUser(trx, scope.user.id, { primary_phone_id: heir?.id ?? null })
    }
    if (phone.reserved_at !== null) {
      await factorRemoved(trx, scope, before, {
        left,
        strategy: 'phone_code',
        notice: 'second_factor_phone_removed',
        numbers: [phone],
      })
    } else {
      await raiseEpoch(trx, scope.user.id, scope.now)
      if (phone.verified_at !== null) await tellChange(trx, scope, before, 'phone_removed', [phone])
    }
    await record(trx, scope, 'phone_number.removed', { userId: scope.user.id, details: { id: phone.id } })
  })
  return phone.id
}

/** The last number stays where accounts must have one, and where nothing else would be left to reach the user by. */
function refuseLastNumber(scope: SignedIn, phone: PhoneRow): void {
  if (phone.verified_at === null || verifiedPhones(without(scope, phone)).length > 0) return
  const isRequired = scope.instance.settings.identifiers.phone_number === 'required'
  if (isRequired || verifiedEmails(scope.facts).length === 0) throw new AppError('phone_number_required')
}
