import { record } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import { keptFor, publishedFor, signsFor } from '../sessions/signing-key-times.ts'
import {
  deleteSigningKeys,
  forgetPrivateKeys,
  insertSigningKey,
  instancesWithOldKeys,
  listSigningKeys,
  type SigningKeyRow,
  supersede,
} from '../sessions/signing-keys.store.ts'
import { makeSigningKey } from '../sessions/signing-keys.ts'

const mostPerTurn = 20

/**
 * Puts the next key into the key set of an instance; it signs when every cache knows it. Null where one is on its way already: any
 * number of processes may come here at once.
 */
export async function publishNextKey(
  context: Context,
  instanceId: string,
  actorId: string | null = null,
): Promise<SigningKeyRow | null> {
  const now = context.clock.now()
  const newest = (await listSigningKeys(context.db, instanceId)).find((key) => key.retired_at === null)
  if (!newest || newest.active_at > now) return null
  // Before the transaction: making a key takes a tenth of a second.
  const next = await makeSigningKey(context, instanceId, now + publishedFor)
  return transact(context.db, async (trx) => {
    if (!(await supersede(trx, newest.id, next.active_at))) return null
    await insertSigningKey(trx, next)
    const details = { kid: next.id, replaces: newest.id, signs_from: next.active_at }
    await record(trx, { context, now, instance: { id: instanceId } }, 'signing_key.published', { actorId, details })
    return next
  })
}

/**
 * For a key that somebody else may know: another one signs at once, and nothing that an older one signed is believed, not even tokens of
 * this minute. Verifiers that do not ask for keys they have not heard of refuse until their cache ends.
 */
export async function replaceSigningKeys(
  context: Context,
  instanceId: string,
  actorId: string,
): Promise<SigningKeyRow> {
  const now = context.clock.now()
  const key = await makeSigningKey(context, instanceId)
  await transact(context.db, async (trx) => {
    await deleteSigningKeys(trx, instanceId)
    await insertSigningKey(trx, key)
    const scope = { context, now, instance: { id: instanceId } }
    await record(trx, scope, 'signing_key.replaced', { actorId, details: { kid: key.id } })
  })
  return key
}

/** What time does to signing keys: the next one in good time, and no private half for longer than it is needed. */
export async function turnSigningKeys(context: Context): Promise<void> {
  const now = context.clock.now()
  for (const id of await instancesWithOldKeys(context.db, now - signsFor, mostPerTurn))
    await publishNextKey(context, id)
  await forgetPrivateKeys(context.db, now - keptFor)
}
