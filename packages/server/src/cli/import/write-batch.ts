import { AppError } from '@countersign/contract'
import { recordMany } from '../../audit/audit.ts'
import type { Trx } from '../../db/open.ts'
import { transact } from '../../db/transact.ts'
import { noteForeignShapes } from '../../users/foreign-passwords.store.ts'
import { orTaken } from '../../users/taken.ts'
import type { Ready } from './factors.ts'
import { insertPrepared } from './import.store.ts'
import type { ImportScope } from './prepare.ts'

/**
 * Stores users in one transaction, each with the note that it came in: a run that is killed has either both or neither. Somebody may take
 * a name meanwhile; then one row at a time finds out which. Returns the ids of those that did not go in.
 */
export async function writeBatch(scope: ImportScope, source: string, all: readonly Ready[]): Promise<Set<string>> {
  if (all.length === 0) return new Set()
  try {
    await orTaken(transact(scope.context.db, (trx) => store(trx, scope, source, all)))
    return new Set()
  } catch (error) {
    const isTaken = error instanceof AppError && error.code === 'form_identifier_exists'
    if (!isTaken) throw error
    const [only] = all
    if (only && all.length === 1) return new Set([only.id])
  }
  const refused = new Set<string>()
  for (const one of all) for (const other of await writeBatch(scope, source, [one])) refused.add(other)
  return refused
}

async function store(trx: Trx, scope: ImportScope, source: string, all: readonly Ready[]): Promise<void> {
  const { instance, now } = scope
  const ofInstance = { instance_id: instance.id, source, imported_at: now }
  await insertPrepared(
    trx,
    all,
    all.map((one) => ({ ...ofInstance, external_id: one.id, user_id: one.user.id })),
  )
  await noteForeignShapes(
    trx,
    instance.id,
    all.map((one) => one.user.password_hash),
  )
  await recordMany(
    trx,
    scope,
    'user.imported',
    all.map((one) => ({ actorId: 'machine', userId: one.user.id, details: { source, external_id: one.id } })),
  )
}
