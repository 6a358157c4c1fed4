import { generateKeyPairSync } from 'node:crypto'
import { newId } from '../../lib/ids.ts'
import { systemRandom } from '../../lib/random.ts'
import type { Scratch } from './scratch.ts'

/** A key that nobody holds: it is there to be asked for. */
export async function putPasskey({ context, made }: Scratch, userId: string): Promise<void> {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const now = context.clock.now()
  await context.db
    .insertInto('passkeys')
    .values({
      id: newId('idn', context),
      instance_id: made.instance.id,
      user_id: userId,
      name: 'Key',
      rp_id: 'localhost',
      user_handle: systemRandom.bytes(32).toString('base64url'),
      credential_id: systemRandom.bytes(16).toString('base64url'),
      public_key: publicKey.export({ format: 'der', type: 'spki' }).toString('base64url'),
      counter: 0,
      transports: '[]',
      backup_eligible: 0,
      backed_up: 0,
      challenge: null,
      confirmed_at: now,
      session_id: null,
      expires_at: null,
      last_used_at: null,
      created_at: now,
      updated_at: now,
    })
    .execute()
}
