import type { Kept } from '../changes/kept.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/open.ts'
import { readForeign } from '../lib/foreign-hash/foreign-hash.ts'
import { type Binding, type Keyring, SealError } from '../lib/keyring.ts'
import { pepperIn } from '../lib/peppers.ts'

const batch = 200

/** How many accounts an undo could put back to what is under this pepper. It is sealed, so each is opened. */
export async function countSnapshotsUnder(
  { keyring }: Context,
  trx: Trx,
  pepper: string,
  now: number,
): Promise<number> {
  let count = 0
  for (let after = ''; ; ) {
    const rows = await trx
      .selectFrom('factor_snapshots')
      .select(['id', 'user_id', 'content_sealed'])
      .where('id', '>', after)
      .where('expires_at', '>', now)
      .orderBy('id')
      .limit(batch)
      .execute()
    for (const row of rows) {
      const binding = { purpose: 'snapshot', row: row.id, owner: row.user_id } as const
      const kept = openKept(keyring, row.content_sealed, binding)
      if (kept && pepperedIn(kept).some((stored) => pepperIn(stored) === pepper)) count += 1
    }
    const last = rows.at(-1)
    if (!last) return count
    after = last.id
  }
}

/** Null for a damaged one: no undo can put it back, so it needs no pepper. */
function openKept(keyring: Keyring, sealed: string, binding: Binding): Kept | null {
  try {
    return JSON.parse(keyring.open(sealed, binding))
  } catch (error) {
    if (error instanceof SealError) return null
    throw error
  }
}

function pepperedIn({ password, backupCodes }: Kept): string[] {
  const { hash } = password
  return [
    ...(hash === null ? [] : [readForeign(hash)?.mac ?? hash]),
    ...(backupCodes?.codes ?? []).filter((code) => code.used_at === null).map((code) => code.code_mac),
  ]
}
