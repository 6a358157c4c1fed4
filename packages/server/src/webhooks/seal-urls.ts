import type { Context } from '../context.ts'
import { sealedUrl } from './endpoint-url.ts'
import { plainEndpoints, sealPlain } from './endpoints.store.ts'

/**
 * Seals addresses from before they were sealed, at every start and with the work on the keys: while servers are updated one by one, an old one may still add
 * one in plain text. Returns how many.
 */
export async function sealEndpointUrls({ db, keyring }: Pick<Context, 'db' | 'keyring'>): Promise<number> {
  const rows = await plainEndpoints(db)
  for (const row of rows) await sealPlain(db, row, sealedUrl({ keyring }, row, row.url))
  return rows.length
}
