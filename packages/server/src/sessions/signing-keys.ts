import { createPrivateKey, type KeyObject } from 'node:crypto'
import type { KeySetView } from '@countersign/contract'
import type { Context } from '../context.ts'
import { newId } from '../lib/ids.ts'
import { keepBounded } from './keep-bounded.ts'
import { keptFor } from './signing-key-times.ts'
import { currentSigningKey, publicKeys, type SigningKeyRow } from './signing-keys.store.ts'

/** A new 2048-bit RS256 key for an instance: the size and algorithm every SDK of the protocol accepts. */
export async function makeSigningKey(
  context: Context,
  instanceId: string,
  activeAt = context.clock.now(),
): Promise<SigningKeyRow> {
  const pair = await context.random.rsaKeyPair()
  const id = newId('kid', context)
  const { kty, n, e } = pair.publicKey.export({ format: 'jwk' })
  const pem = pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  return {
    id,
    instance_id: instanceId,
    public_jwk: JSON.stringify({ kty, n, e, kid: id, alg: 'RS256', use: 'sig' }),
    private_sealed: context.keyring.seal(pem, { purpose: 'signing_key', row: id, owner: instanceId }),
    created_at: context.clock.now(),
    active_at: activeAt,
    retired_at: null,
  }
}

const opened = new Map<string, KeyObject>()
const mostOpened = 1000

/** The key an instance signs with now. Opening costs a millisecond, so opened keys stay in memory. */
export async function signingKey(context: Context, instanceId: string): Promise<{ kid: string; key: KeyObject }> {
  const row = await currentSigningKey(context.db, instanceId, context.clock.now())
  if (!row) throw new Error(`instance ${instanceId} has no signing key`)
  let key = opened.get(row.id)
  if (!key) {
    key = createPrivateKey(
      context.keyring.open(row.private_sealed, { purpose: 'signing_key', row: row.id, owner: instanceId }),
    )
    keepBounded(opened, mostOpened, row.id, key)
  }
  return { kid: row.id, key }
}

/** The JSON Web Key Set of an instance (RFC 7517 §5): the key that signs, the one that will, and what is not yet forgotten (R93). */
export async function keySet({ db, clock }: Context, instanceId: string): Promise<KeySetView> {
  const rows = await publicKeys(db, instanceId, clock.now() - keptFor)
  return { keys: rows.map((row) => JSON.parse(row.public_jwk)) }
}
