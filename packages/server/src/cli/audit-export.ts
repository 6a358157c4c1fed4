import type { FileHandle } from 'node:fs/promises'
import { record } from '../audit/audit.ts'
import { exportAudit } from '../audit/list.store.ts'
import { deletedSince, mfaAt } from '../audit/mfa-report.ts'
import { auditView } from '../audit/view.ts'
import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import type { Instance } from '../instances/instance.ts'
import { userIdsAfter } from './export/export.store.ts'
import { openNew } from './export/open-new.ts'

const page = 500

/** Everything that an auditor needs to follow the chain: each entry with its place and its link. */
export async function exportLog(
  context: Context,
  instance: Instance,
  { file, since, until }: { file: string; since: number | undefined; until: number | undefined },
): Promise<number> {
  return written(context, instance, file, { since, until }, async (put) => {
    for (let after = 0; ; ) {
      const rows = await exportAudit(context.db, { instanceId: instance.id, since, until }, after, page)
      await put(rows.map((row) => ({ ...auditView(row), seq: row.seq, link: row.link })))
      const last = rows.at(-1)
      if (!last) return
      after = Number(last.seq)
    }
  })
}

/** Who had a second factor on a day; those who are gone since are told of last. */
export async function reportMfa(context: Context, instance: Instance, file: string, at: number): Promise<number> {
  return written(context, instance, file, { report: 'mfa', at }, async (put) => {
    for (let after = ''; ; ) {
      const ids = await userIdsAfter(context.db, instance.id, after, page)
      await put(await mfaAt(context, instance.id, at, ids))
      const last = ids.at(-1)
      if (last === undefined) break
      after = last
    }
    const gone = await deletedSince(context.db, instance.id, at)
    for (let start = 0; start < gone.length; start += page)
      await put(await mfaAt(context, instance.id, at, gone.slice(start, start + page)))
  })
}

type Put = (lines: object[]) => Promise<void>

/** It is on the record before anything is in the file. */
async function written(
  context: Context,
  instance: Instance,
  path: string,
  details: Record<string, unknown>,
  work: (put: Put) => Promise<void>,
): Promise<number> {
  const file: FileHandle = await openNew(path)
  let count = 0
  try {
    const scope = { context, instance, now: context.clock.now() }
    await transact(context.db, (trx) => record(trx, scope, 'audit.exported', { actorId: 'machine', details }))
    await work(async (lines) => {
      count += lines.length
      await file.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    })
    return count
  } finally {
    await file.close()
  }
}
