import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import type { Trx } from '../../db/open.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { requireSecond } from '../../policy/second-administrator.ts'
import { endAll } from '../../sessions/ending.ts'
import { otherNumbers, type PhoneRow, reservedPhones } from '../../users/facts.ts'
import { mostNumbers, newPhone } from '../../users/new-phone.ts'
import { readPhoneNumber } from '../../users/phone-number.ts'
import { insertPhone, isPhoneTaken } from '../../users/phones.store.ts'
import { orTaken } from '../../users/taken.ts'
import { raiseEpoch, updateUser } from '../../users/users.store.ts'
import { requireUser } from './change-user.ts'

export interface PhoneFields {
  user_id: string
  phone_number: string
  verified?: boolean | undefined
  primary?: boolean | undefined
  reserved_for_second_factor?: boolean | undefined
}

/** A number that the app vouches for. Reserving it is a factor event like any other: the user is told, and sessions end (R61, R73). */
export async function addPhoneFor(scope: Scope, fields: PhoneFields): Promise<PhoneRow> {
  const { now, instance } = scope
  const { user } = await requireUser(scope, fields.user_id)
  const read = readPhoneNumber(fields.phone_number, instance.environment)
  const isReserved = fields.reserved_for_second_factor === true
  // What was never proven cannot prove anything.
  if (isReserved && !fields.verified) throw new AppError('form_param_missing', { param_name: 'verified' })
  return orTaken(
    transact(scope.context.db, async (trx) => {
      // What is there is counted once nobody else can add to it.
      const before = await beforeChange(trx, scope, user)
      const { facts } = before
      if (isReserved) await requireSecond(trx, scope, 'set_factor', facts)
      if (facts.phones.length >= mostNumbers) throw new AppError('too_many_items', { limit: mostNumbers })
      const row = newPhone(scope, user.id, read, {
        verified_at: fields.verified ? now : null,
        reserved_at: isReserved ? now : null,
        default_at: isReserved && reservedPhones(facts).length === 0 ? now : null,
      })
      await putPhone(trx, row)
      const isPrimary = fields.primary === true || facts.user.primary_phone_id === null
      if (fields.verified && isPrimary) await updateUser(trx, facts.user.id, { primary_phone_id: row.id })
      if (isReserved) {
        await updateUser(trx, facts.user.id, { mfa_enabled_at: facts.user.mfa_enabled_at ?? now })
        await raiseEpoch(trx, facts.user.id, now)
        await endAll(trx, scope, facts.user.id, null)
      }
      if (fields.verified) {
        const name = isReserved ? 'second_factor_phone_added' : 'phone_added'
        await tellChange(trx, scope, before, name, otherNumbers(facts, row.number))
      }
      await record(trx, scope, 'phone_number.added', {
        actorId: 'backend',
        userId: facts.user.id,
        details: { id: row.id, reserved: isReserved },
      })
      return row
    }),
  )
}

/** A verified number is somebody's; the unique index decides where two come at once. */
export async function putPhone(trx: Trx, row: PhoneRow): Promise<void> {
  if (row.verified_at !== null && (await isPhoneTaken(trx, row.instance_id, row.number)))
    throw new AppError('form_identifier_exists', {}, { meta: { param_name: 'phone_number' } })
  await insertPhone(trx, row)
}
