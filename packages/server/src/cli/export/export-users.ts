import type { FileHandle } from 'node:fs/promises'
import { record } from '../../audit/audit.ts'
import type { Context } from '../../context.ts'
import { transact } from '../../db/transact.ts'
import type { Instance } from '../../instances/instance.ts'
import { loadManyFacts } from '../../users/facts.store.ts'
import { csvColumns } from '../import/sources/csv.ts'
import { storedFactors, userIdsAfter } from './export.store.ts'
import { exportedCells, exportedSecrets, exportedUser } from './exported-user.ts'
import { openNew } from './open-new.ts'

export interface ExportWish {
  file: string
  format: 'json' | 'csv'
  withSecrets: boolean
}

const pageSize = 200

/** Writes every user of an instance to a new file that only its owner can read. It is on the record before anything is in the file. */
export async function exportUsers(context: Context, instance: Instance, wish: ExportWish): Promise<number> {
  const file = await openNew(wish.file)
  try {
    const scope = { context, instance, now: context.clock.now() }
    const details = { format: wish.format, with_secrets: wish.withSecrets }
    await transact(context.db, (trx) => record(trx, scope, 'users.exported', { actorId: 'machine', details }))
    if (wish.format === 'csv') await file.write(`${csvColumns.join(',')}\n`)
    const count = await writePages(context, instance, wish, file)
    if (wish.format === 'json') await file.write(count === 0 ? '[]\n' : '\n]\n')
    return count
  } finally {
    await file.close()
  }
}

async function writePages(context: Context, instance: Instance, wish: ExportWish, file: FileHandle): Promise<number> {
  let count = 0
  let after = ''
  while (true) {
    const ids = await userIdsAfter(context.db, instance.id, after, pageSize)
    const last = ids.at(-1)
    if (last === undefined) return count
    after = last
    const users = await loadManyFacts(context.db, instance.id, ids)
    const stored = wish.withSecrets ? await storedFactors(context.db, ids) : null
    const lines = users.map((facts) => {
      if (wish.format === 'csv') return `${exportedCells(facts).join(',')}\n`
      const secrets = stored ? exportedSecrets(context.keyring, facts, stored) : {}
      const json = JSON.stringify({ ...exportedUser(facts), ...secrets })
      count += 1
      return `${count === 1 ? '[' : ','}\n${json}`
    })
    if (wish.format === 'csv') count += users.length
    await file.write(lines.join(''))
  }
}
