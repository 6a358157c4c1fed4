import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import type { Trx } from '../../db/open.ts'
import { transact } from '../../db/transact.ts'
import { deleteSet } from '../../factors/backup-code/backup-code.store.ts'
import type { Scope } from '../../http/scope.ts'
import { notify } from '../../messages/outgoing.ts'
import { strongFactors, tasksOf } from '../../policy/second-step.ts'
import { endSessionsOf } from '../../sessions/sessions.store.ts'
import { type PhoneRow, reservedPhones, type UserFacts } from '../../users/facts.ts'
import { newPhone } from '../../users/new-phone.ts'
import { readPhoneNumber } from '../../users/phone-number.ts'
import { deletePhone, isPhoneTaken, releasePhone, reservePhone, verifyPhone } from '../../users/phones.store.ts'
import { orTaken } from '../../users/taken.ts'
import { holdUser, raiseEpoch, updateUser } from '../../users/users.store.ts'
import { requireUser } from './change-user.ts'
import { unverify } from './identifications.store.ts'
import { ownedPhone } from './owned.ts'
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
      const { facts, phone } = await ownedPhone(trx, scope, id)
      await holdUser(trx, scope, facts.user)
      const isVerified = change.verified ?? phone.verified_at !== null
      const isReserved = change.reserved_for_second_factor ?? (phone.reserved_at !== null && isVerified)
      // What was never proven cannot prove anything.
      if ((isReserved || change.primary) && !isVerified)
        throw new AppError('form_param_missing', { param_name: 'verified' })
      if (isVerified && phone.verified_at === null) {
        if (await isPhoneTaken(trx, phone.instance_id, phone.number))
          throw new AppError('form_identifier_exists', {}, { meta: { param_name: 'phone_number' } })
        await verifyPhone(trx, phone.id, now)
        await notify(trx, scope, facts, 'phone_added')
      }
      if (isReserved && phone.reserved_at === null) await reserve(trx, scope, facts, phone)
      if (!isReserved && phone.reserved_at !== null) {
        await releasePhone(trx, phone.id, now)
        await released(trx, scope, facts, [phone])
      }
      if (!isVerified && phone.verified_at !== null) {
        await passPrimaryOn(trx, facts, phone)
        await unverify(trx, 'phone_numbers', phone.id, now)
        await dropped(trx, scope, facts)
      }
      const isFirst = isVerified && facts.user.primary_phone_id === null
      if (change.primary || isFirst)
        await updateUser(trx, facts.user.id, { primary_phone_id: phone.id, updated_at: now })
      await audit(trx, scope, 'phone_number.changed', phone, change)
      return phone
    }),
  )
}

/** Removes a number, and with it the second factor that it was. */
export async function removePhoneFor(scope: Scope, id: string | undefined): Promise<string> {
  return transact(scope.context.db, async (trx) => {
    const { facts, phone } = await ownedPhone(trx, scope, id)
    await holdUser(trx, scope, facts.user)
    await passPrimaryOn(trx, facts, phone)
    await deletePhone(trx, phone.id)
    if (phone.reserved_at !== null) await released(trx, scope, facts, [phone])
    else if (phone.verified_at !== null) await dropped(trx, scope, facts)
    await audit(trx, scope, 'phone_number.removed', phone)
    return phone.id
  })
}

/** One verified number in place of all there were; codes at sign-in went to the old ones, so the new one is not reserved by itself. */
export async function replacePhones(scope: Scope, userId: string | undefined, number: string): Promise<PhoneRow> {
  const facts = await requireUser(scope, userId)
  const read = readPhoneNumber(number, scope.instance.environment)
  const row = newPhone(scope, facts.user.id, read, { verified_at: scope.now })
  await orTaken(
    transact(scope.context.db, async (trx) => {
      for (const phone of facts.phones) await deletePhone(trx, phone.id)
      await putPhone(trx, row)
      await updateUser(trx, facts.user.id, { primary_phone_id: row.id })
      const reserved = reservedPhones(facts)
      if (reserved.length > 0) await released(trx, scope, facts, reserved)
      await raiseEpoch(trx, facts.user.id, scope.now)
      await notify(trx, scope, facts, 'phone_added')
      await audit(trx, scope, 'phone_number.replaced', row)
    }),
  )
  return row
}

/** A factor event like any other: the user is told, and sessions end (R61, R68, R73). */
async function reserve(trx: Trx, scope: Scope, facts: UserFacts, phone: PhoneRow): Promise<void> {
  const { now } = scope
  await reservePhone(trx, phone.id, now, reservedPhones(facts).length === 0)
  await updateUser(trx, facts.user.id, { mfa_enabled_at: facts.user.mfa_enabled_at ?? now })
  await raiseEpoch(trx, facts.user.id, now)
  await endSessionsOf(trx, facts.user.id, now, null)
  await notify(trx, scope, facts, 'second_factor_phone_added')
}

/**
 * What goes with a second factor that is gone: backup codes with the last one, sessions, and everything begun. Where one is required, the
 * last stays (R69); for somebody who lost theirs there is `DELETE /users/:id/mfa`.
 */
async function released(trx: Trx, scope: Scope, facts: UserFacts, gone: PhoneRow[]): Promise<void> {
  const { settings } = scope.instance
  const ids = new Set(gone.map(({ id }) => id))
  const left = { ...facts, phones: facts.phones.filter(({ id }) => !ids.has(id)) }
  if (tasksOf(left, settings).length > 0) throw new AppError('factor_required')
  const isLast = strongFactors(left, settings).length === 0
  if (isLast) await deleteSet(trx, facts.user.id)
  await updateUser(trx, facts.user.id, { last_second_factor: null, ...(isLast ? { mfa_enabled_at: null } : {}) })
  await raiseEpoch(trx, facts.user.id, scope.now)
  await endSessionsOf(trx, facts.user.id, scope.now, null)
  await notify(trx, scope, facts, 'second_factor_phone_removed')
}

async function passPrimaryOn(trx: Trx, facts: UserFacts, phone: PhoneRow): Promise<void> {
  if (facts.user.primary_phone_id !== phone.id) return
  const heir = facts.phones.find((row) => row.id !== phone.id && row.verified_at !== null)
  await updateUser(trx, facts.user.id, { primary_phone_id: heir?.id ?? null })
}

async function dropped(trx: Trx, scope: Scope, facts: UserFacts): Promise<void> {
  await raiseEpoch(trx, facts.user.id, scope.now)
  await notify(trx, scope, facts, 'phone_removed')
}
