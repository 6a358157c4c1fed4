import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { type Before, beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import type { Trx } from '../../db/open.ts'
import { transact } from '../../db/transact.ts'
import { deleteSet } from '../../factors/backup-code/backup-code.store.ts'
import type { Scope } from '../../http/scope.ts'
import { requireSecond } from '../../policy/second-administrator.ts'
import { lacksRequired, rememberedWith, strongFactors } from '../../policy/second-step.ts'
import { endAll } from '../../sessions/ending.ts'
import { otherNumbers, type PhoneRow, reservedPhones } from '../../users/facts.ts'
import { newPhone } from '../../users/new-phone.ts'
import { readPhoneNumber } from '../../users/phone-number.ts'
import { deletePhone, isPhoneTaken, releasePhone, reservePhone, verifyPhone } from '../../users/phones.store.ts'
import { orTaken } from '../../users/taken.ts'
import { raiseEpoch, updateUser } from '../../users/users.store.ts'
import { requireUser } from './change-user.ts'
import { unverify } from './identifications.store.ts'
import { holdPhone } from './owned.ts'
import { putPhone } from './put-phone.ts'

export interface PhoneChange {
  verified?: boolean | undefined
  primary?: boolean | undefined
  reserved_for_second_factor?: boolean | undefined
}

const audit = (trx: Trx, scope: Scope, event: string, phone: PhoneRow, change: PhoneChange = {}) =>
  record(trx, scope, event, { actorId: 'backend', userId: phone.user_id, details: { id: phone.id, ...change } })

/** Vouches for a number or takes that back, reserves or releases it, or makes it the primary one. */
export async function changePhone(scope: Scope, id: string | undefined, change: PhoneChange): Promise<PhoneRow> {
  const { now } = scope
  return orTaken(
    transact(scope.context.db, async (trx) => {
      const { before, row: phone } = await holdPhone(trx, scope, id)
      const isVerified = change.verified ?? phone.verified_at !== null
      const isReserved = change.reserved_for_second_factor ?? (phone.reserved_at !== null && isVerified)
      if (isReserved !== (phone.reserved_at !== null))
        await requireSecond(trx, scope, isReserved ? 'set_factor' : 'remove_factor', before.facts)
      // What was never proven cannot prove anything.
      if ((isReserved || change.primary) && !isVerified)
        throw new AppError('form_param_missing', { param_name: 'verified' })
      if (isVerified && phone.verified_at === null) {
        if (await isPhoneTaken(trx, phone.instance_id, phone.number))
          throw new AppError('form_identifier_exists', {}, { meta: { param_name: 'phone_number' } })
        await verifyPhone(trx, phone.id, now)
        await tellChange(trx, scope, before, 'phone_added', otherNumbers(before.facts, phone.number))
      }
      if (isReserved && phone.reserved_at === null) await reserve(trx, scope, before, phone)
      if (!isReserved && phone.reserved_at !== null) {
        await releasePhone(trx, phone.id, now)
        await released(trx, scope, before, [phone])
      }
      if (!isVerified && phone.verified_at !== null) {
        await passPrimaryOn(trx, before, phone)
        await unverify(trx, 'phone_numbers', phone.id, now)
        await dropped(trx, scope, before, [phone])
      }
      const isFirst = isVerified && before.facts.user.primary_phone_id === null
      if (change.primary || isFirst)
        await updateUser(trx, phone.user_id, { primary_phone_id: phone.id, updated_at: now })
      await audit(trx, scope, 'phone_number.changed', phone, change)
      return phone
    }),
  )
}

/** Removes a number, and with it the second factor that it was. */
export async function removePhoneFor(scope: Scope, id: string | undefined): Promise<string> {
  return transact(scope.context.db, async (trx) => {
    const { before, row: phone } = await holdPhone(trx, scope, id)
    if (phone.reserved_at !== null) await requireSecond(trx, scope, 'remove_factor', before.facts)
    await passPrimaryOn(trx, before, phone)
    await deletePhone(trx, phone.id)
    if (phone.reserved_at !== null) await released(trx, scope, before, [phone])
    else if (phone.verified_at !== null) await dropped(trx, scope, before, [phone])
    await audit(trx, scope, 'phone_number.removed', phone)
    return phone.id
  })
}

/** One verified number in place of all there were; codes at sign-in went to the old ones, so the new one is not reserved by itself. */
export async function replacePhones(scope: Scope, userId: string | undefined, number: string): Promise<PhoneRow> {
  const { user } = await requireUser(scope, userId)
  const read = readPhoneNumber(number, scope.instance.environment)
  const row = newPhone(scope, user.id, read, { verified_at: scope.now })
  await orTaken(
    transact(scope.context.db, async (trx) => {
      const before = await beforeChange(trx, scope, user)
      if (reservedPhones(before.facts).length > 0) await requireSecond(trx, scope, 'remove_factor', before.facts)
      for (const phone of before.facts.phones) await deletePhone(trx, phone.id)
      await putPhone(trx, row)
      await updateUser(trx, user.id, { primary_phone_id: row.id })
      const reserved = reservedPhones(before.facts)
      if (reserved.length > 0) await released(trx, scope, before, reserved)
      const others = before.kept.phones.filter((phone) => phone.reserved_at === null)
      if (others.length > 0) await dropped(trx, scope, before, others)
      await raiseEpoch(trx, user.id, scope.now)
      await tellChange(trx, scope, before, 'phone_added')
      await audit(trx, scope, 'phone_number.replaced', row)
    }),
  )
  return row
}

/** A factor event like any other: the user is told, and sessions end (R61, R68, R73). */
async function reserve(trx: Trx, scope: Scope, before: Before, phone: PhoneRow): Promise<void> {
  const { now } = scope
  const { facts } = before
  await reservePhone(trx, phone.id, now, reservedPhones(facts).length === 0)
  await updateUser(trx, facts.user.id, { mfa_enabled_at: facts.user.mfa_enabled_at ?? now })
  await raiseEpoch(trx, facts.user.id, now)
  await endAll(trx, scope, facts.user.id, null)
  await tellChange(trx, scope, before, 'second_factor_phone_added', otherNumbers(facts, phone.number))
}

/**
 * What goes with a second factor that is gone: backup codes with the last one, sessions, and everything begun. Where one is required, the
 * last stays (R69); for somebody who lost theirs there is `DELETE /users/:id/mfa`.
 */
async function released(trx: Trx, scope: Scope, before: Before, gone: PhoneRow[]): Promise<void> {
  const { settings } = scope.instance
  const { facts } = before
  const ids = new Set(gone.map(({ id }) => id))
  const left = { ...facts, phones: facts.phones.filter(({ id }) => !ids.has(id)) }
  if (lacksRequired(left, settings, scope.now)) throw new AppError('factor_required')
  const kinds = strongFactors(left, settings)
  if (kinds.length === 0) await deleteSet(trx, facts.user.id)
  await updateUser(trx, facts.user.id, rememberedWith(kinds, facts.user))
  await raiseEpoch(trx, facts.user.id, scope.now)
  await endAll(trx, scope, facts.user.id, null)
  await tellChange(trx, scope, before, 'second_factor_phone_removed', gone)
}

async function passPrimaryOn(trx: Trx, { facts }: Before, phone: PhoneRow): Promise<void> {
  if (facts.user.primary_phone_id !== phone.id) return
  const heir = facts.phones.find((row) => row.id !== phone.id && row.verified_at !== null)
  await updateUser(trx, facts.user.id, { primary_phone_id: heir?.id ?? null })
}

async function dropped(trx: Trx, scope: Scope, before: Before, gone: PhoneRow[]): Promise<void> {
  await raiseEpoch(trx, before.facts.user.id, scope.now)
  await tellChange(trx, scope, before, 'phone_removed', gone)
}
