import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { RunningServer } from '../../e2e/support/server.ts'

const load = createRequire(new URL('../../packages/server/package.json', import.meta.url))

/** Lets the proofs of all sessions be this much older: nobody waits for a quarter of an hour here. */
export function ageProofs(server: RunningServer, minutes: number): void {
  const { DatabaseSync } = load('@photostructure/sqlite') as typeof import('@photostructure/sqlite')
  const database = new DatabaseSync(join(server.dataDir, 'countersign.db'), { timeout: 5_000 })
  database
    .prepare(
      'update sessions set first_verified_at = first_verified_at - $ms, second_verified_at = second_verified_at - $ms',
    )
    .run({ ms: minutes * 60_000 })
  database.close()
}
