import { AppError } from '@countersign/contract'
import type { Db, Trx } from '../../db/open.ts'
import type { Scope } from '../../http/scope.ts'
import type { EmailRow, PhoneRow, UserFacts } from '../../users/facts.ts'
import { loadFacts } from '../../users/users.store.ts'
import { findOwner } from './identifications.store.ts'

/** An address with its user, as they are now; another instance's id is as unknown as one that never was. */
export async function ownedEmail(
  db: Db | Trx,
  scope: Scope,
  id: string | undefined,
): Promise<{ facts: UserFacts; email: EmailRow }> {
  const facts = await ownerOf(db, scope, 'email_addresses', id)
  const email = facts?.emails.find((row) => row.id === id)
  if (!facts || !email) throw new AppError('resource_not_found')
  return { facts, email }
}

export async function ownedPhone(
  db: Db | Trx,
  scope: Scope,
  id: string | undefined,
): Promise<{ facts: UserFacts; phone: PhoneRow }> {
  const facts = await ownerOf(db, scope, 'phone_numbers', id)
  const phone = facts?.phones.find((row) => row.id === id)
  if (!facts || !phone) throw new AppError('resource_not_found')
  return { facts, phone }
}

async function ownerOf(
  db: Db | Trx,
  scope: Scope,
  table: Parameters<typeof findOwner>[2],
  id = '',
): Promise<UserFacts | null> {
  const userId = await findOwner(db, scope.instance.id, table, id)
  return userId === null ? null : loadFacts(db, scope.instance.id, userId)
}
