import { AppError } from '@countersign/contract'
import { type Before, beforeChange } from '../../changes/before.ts'
import type { Db, Trx } from '../../db/open.ts'
import type { Scope } from '../../http/scope.ts'
import { loadFacts } from '../../users/facts.store.ts'
import type { EmailRow, PhoneRow, UserFacts } from '../../users/facts.ts'
import { findOwner } from './identifications.store.ts'

interface Owned<Row> {
  facts: UserFacts
  row: Row
}
interface Held<Row> {
  before: Before
  row: Row
}

/** An address with its user, as they are now; another instance's id is as unknown as one that never was. */
export async function ownedEmail(db: Db | Trx, scope: Scope, id: string | undefined): Promise<Owned<EmailRow>> {
  const facts = await ownerOf(db, scope, 'email_addresses', id)
  return own(facts, 'emails', id)
}

export async function ownedPhone(db: Db | Trx, scope: Scope, id: string | undefined): Promise<Owned<PhoneRow>> {
  const facts = await ownerOf(db, scope, 'phone_numbers', id)
  return own(facts, 'phones', id)
}

/** For a change: nobody else changes the user until the commit. */
export async function holdEmail(trx: Trx, scope: Scope, id: string | undefined): Promise<Held<EmailRow>> {
  const { facts } = await ownedEmail(trx, scope, id)
  const before = await beforeChange(trx, scope, facts.user)
  return { before, row: own(before.facts, 'emails', id).row }
}

export async function holdPhone(trx: Trx, scope: Scope, id: string | undefined): Promise<Held<PhoneRow>> {
  const { facts } = await ownedPhone(trx, scope, id)
  const before = await beforeChange(trx, scope, facts.user)
  return { before, row: own(before.facts, 'phones', id).row }
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

/** Of two that remove the same row at once, the second finds it no more. */
function own<Kind extends 'emails' | 'phones'>(
  facts: UserFacts | null,
  kind: Kind,
  id: string | undefined,
): Owned<UserFacts[Kind][number]> {
  const row = facts?.[kind].find((one) => one.id === id)
  if (!facts || !row) throw new AppError('resource_not_found')
  return { facts, row }
}
