import { rpIdFor } from '../../factors/passkey/relying-party.ts'
import { newId } from '../../lib/ids.ts'
import type { Key } from './key.ts'
import type { Scratch } from './scratch.ts'
import { baseOf } from './visitor.ts'

export async function putPasskey(scratch: Scratch, userId: string, key: Key): Promise<void> {
  const { context, made } = scratch
  const { instance } = made
  const now = context.clock.now()
  await context.db
    .insertInto('passkeys')
    .values({
      id: newId('idn', context),
      instance_id: instance.id,
      user_id: userId,
      name: 'Key',
      rp_id: rpIdFor({ instance, origin: null, url: baseOf(scratch) }),
      user_handle: key.userHandle,
      credential_id: key.id,
      public_key: key.publicKey.toString('base64url'),
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
