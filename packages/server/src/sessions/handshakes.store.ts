import type { Selectable } from 'kysely'
import { claim } from '../db/claim.ts'
import type { Db, Trx } from '../db/open.ts'
import type { HandshakeTable } from '../db/schema.ts'

type HandshakeRow = Selectable<HandshakeTable>

export async function insertHandshake(trx: Trx, row: HandshakeRow): Promise<void> {
  await trx.insertInto('handshakes').values(row).execute()
}

/** The row itself is used up: nothing stays that could be read later. */
export function claimHandshake(
  db: Db,
  instanceId: string,
  nonceHash: string,
  now: number,
): Promise<Pick<HandshakeRow, 'id' | 'directives_sealed'> | undefined> {
  return claim(
    db
      .deleteFrom('handshakes')
      .where('nonce_hash', '=', nonceHash)
      .where('instance_id', '=', instanceId)
      .where('expires_at', '>', now)
      .returning(['id', 'directives_sealed']),
  )
}
