import { AppError } from '@countersign/contract'
import { recordMany } from '../../audit/audit.ts'
import type { Trx } from '../../db/open.ts'
import { transact } from '../../db/transact.ts'
import { prepareSet } from '../../factors/backup-code/backup-code.set.ts'
import { replaceSet } from '../../factors/backup-code/backup-code.store.ts'
import { putConfirmedTotp } from '../../factors/totp/totp.store.ts'
import { newId } from '../../lib/ids.ts'
import { noteForeignShapes } from '../../users/foreign-passwords.store.ts'
import { orTaken } from '../../users/taken.ts'
import { insertPrepared } from './import.store.ts'
import type { ImportScope, Prepared } from './prepare.ts'

/**
 * Stores users in one transaction, each with the note that it came in: a run that is killed has either both or neither. Somebody may take
 * a name meanwhile; then one row at a time finds out which. Returns those that did not go in.
 */
export async function writeBatch(scope: ImportScope, source: string, all: readonly Prepared[]): Promise<Set<Prepared>> {
  if (all.length === 0) return new Set()
  const factors = await Promise.all(all.map((one) => prepareFactors(scope, one)))
  try {
    await orTaken(transact(scope.context.db, (trx) => store(trx, scope, source, all, factors)))
    return new Set()
  } catch (error) {
    const isTaken = error instanceof AppError && error.code === 'form_identifier_exists'
    if (!isTaken) throw error
    const [only] = all
    if (only && all.length === 1) return new Set([only])
  }
  const refused = new Set<Prepared>()
  for (const one of all) for (const other of await writeBatch(scope, source, [one])) refused.add(other)
  return refused
}

type StoreFactors = (trx: Trx) => Promise<void>

async function store(
  trx: Trx,
  scope: ImportScope,
  source: string,
  all: readonly Prepared[],
  factors: readonly StoreFactors[],
): Promise<void> {
  const { instance, now } = scope
  const ofInstance = { instance_id: instance.id, source, imported_at: now }
  await insertPrepared(
    trx,
    all,
    all.map((one) => ({ ...ofInstance, external_id: one.id, user_id: one.user.id })),
  )
  for (const storeFactors of factors) await storeFactors(trx)
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

/** Hashing and sealing come before the transaction. */
async function prepareFactors(scope: ImportScope, one: Prepared): Promise<StoreFactors> {
  const set = one.backupCodes.length > 0 ? await prepareSet(scope, one.user.id, one.backupCodes) : null
  return async (trx) => {
    if (one.totpSecret !== null) await putTotp(trx, scope, one, one.totpSecret)
    await set?.store(trx)
    if (one.backupSet) await putSet(trx, scope, one, one.backupSet)
  }
}

async function putTotp(
  trx: Trx,
  { context, instance, now }: ImportScope,
  one: Prepared,
  secret: string,
): Promise<void> {
  const id = newId('totp', context)
  const at = one.user.mfa_enabled_at ?? now
  await putConfirmedTotp(trx, {
    id,
    instance_id: instance.id,
    user_id: one.user.id,
    secret_sealed: context.keyring.seal(secret, { purpose: 'totp', row: id, owner: one.user.id }),
    last_step: 0,
    confirmed_at: at,
    session_id: null,
    expires_at: null,
    created_at: at,
    updated_at: now,
  })
}

async function putSet(
  trx: Trx,
  { context, instance, now }: ImportScope,
  one: Prepared,
  { salt, macs }: NonNullable<Prepared['backupSet']>,
): Promise<void> {
  if (macs.length === 0) return
  const id = newId('bset', context)
  const codes = macs.map((code_mac) => ({
    id: newId('bcode', context),
    set_id: id,
    user_id: one.user.id,
    code_mac,
    used_at: null,
  }))
  await replaceSet(trx, { id, instance_id: instance.id, user_id: one.user.id, salt, created_at: now }, codes)
}
