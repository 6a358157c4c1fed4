import { claimed } from '../db/claim.ts'
import type { Trx } from '../db/open.ts'
import type { PhoneRow } from './facts.ts'

export async function insertPhone(trx: Trx, phone: PhoneRow): Promise<void> {
  await trx.insertInto('phone_numbers').values(phone).execute()
}

export async function deletePhone(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('phone_numbers').where('id', '=', id).execute()
}

/** Whether a user of the instance has proven that the number is theirs. */
export async function isPhoneTaken(trx: Trx, instanceId: string, number: string): Promise<boolean> {
  const row = await trx
    .selectFrom('phone_numbers')
    .select('id')
    .where('instance_id', '=', instanceId)
    .where('number', '=', number)
    .where('verified_at', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}

export function verifyPhone(trx: Trx, id: string, now: number): Promise<boolean> {
  return claimed(
    trx
      .updateTable('phone_numbers')
      .set({ verified_at: now, updated_at: now })
      .where('id', '=', id)
      .where('verified_at', 'is', null)
      .returning('id'),
  )
}

/** Reserves a verified number for the second step; false when it is reserved already, or gone. */
export function reservePhone(trx: Trx, id: string, now: number, isDefault: boolean): Promise<boolean> {
  return claimed(
    trx
      .updateTable('phone_numbers')
      .set({ reserved_at: now, default_at: isDefault ? now : null, updated_at: now })
      .where('id', '=', id)
      .where('verified_at', 'is not', null)
      .where('reserved_at', 'is', null)
      .returning('id'),
  )
}

export async function releasePhone(trx: Trx, id: string, now: number): Promise<void> {
  await trx
    .updateTable('phone_numbers')
    .set({ reserved_at: null, default_at: null, updated_at: now })
    .where('id', '=', id)
    .execute()
}

export function makeDefault(trx: Trx, id: string, now: number): Promise<boolean> {
  return claimed(
    trx
      .updateTable('phone_numbers')
      .set({ default_at: now, updated_at: now })
      .where('id', '=', id)
      .where('reserved_at', 'is not', null)
      .returning('id'),
  )
}

/** For an operator who takes every second factor away. */
export async function releaseAllPhones(trx: Trx, userId: string, now: number): Promise<void> {
  await trx
    .updateTable('phone_numbers')
    .set({ reserved_at: null, default_at: null, updated_at: now })
    .where('user_id', '=', userId)
    .where('reserved_at', 'is not', null)
    .execute()
}
