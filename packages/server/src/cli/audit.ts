import { type CommandDef, defineCommand } from 'citty'
import { chainAll } from '../audit/chain.ts'
import { type Verified, verifyChain } from '../audit/verify.ts'
import { listInstances } from '../instances/instances.store.ts'
import { exportLog, reportMfa } from './audit-export.ts'
import { command, table, UsageError } from './command.ts'
import { requireInstance, withContext } from './with-context.ts'

const verify = command({
  name: 'verify',
  description:
    'Check that no entry of the audit log was changed, added or removed; exit code 1 and the first wrong one if so',
  args: {
    instance: { type: 'string', description: 'Slug of one instance; all without it' },
    expect: { type: 'string', description: 'A signed head that was logged, as seq:link; needs --instance' },
  },
  run: ({ instance, expect }) => {
    const expected = readHead(expect)
    if (expected && !instance) throw new UsageError('--expect needs --instance: a head belongs to one instance.')
    return withContext(async (context) => {
      const instances = instance ? [await requireInstance(context, instance)] : await listInstances(context.db)
      const results: (Verified & { slug: string })[] = []
      for (const { id, slug } of instances) results.push({ slug, ...(await verifyChain(context, id, { expected })) })
      if (results.some(({ broken }) => broken)) process.exitCode = 1
      return { json: results, text: table([['instance', 'entries', 'signed up to', 'state'], ...results.map(rowOf)]) }
    })
  },
})

function rowOf({ slug, entries, waiting, signed, broken }: Verified & { slug: string }): string[] {
  const state = broken ? `BROKEN at ${broken.seq ?? 'the end'} ${broken.id ?? ''}: ${broken.why}` : 'whole'
  return [slug, `${entries}${waiting > 0 ? ` + ${waiting}` : ''}`, signed ? String(signed.seq) : '–', state]
}

function readHead(text: string | undefined): { seq: number; link: string } | null {
  if (text === undefined) return null
  const [, seq, link] = /^(\d{1,15}):([\w-]{43})$/.exec(text) ?? []
  if (!seq || !link) throw new UsageError('--expect must be a place and a link, as in 1234:Zm9v….')
  return { seq: Number(seq), link }
}

const exportCommand = command({
  name: 'export',
  description:
    'Write the audit log of an instance, or who had a second factor on a day, to a new file: one JSON document a line',
  args: {
    file: { type: 'positional', description: 'File to write; it must not exist', required: true },
    instance: { type: 'string', description: 'Slug of the instance', default: 'acme' },
    since: { type: 'string', description: 'First day or moment, as 2026-03-03 (UTC) or 2026-03-03T12:00:00Z' },
    until: { type: 'string', description: 'First day or moment that is not in it any more' },
    report: { type: 'string', description: 'mfa: who had a second factor, instead of the log' },
    at: { type: 'string', description: 'The day or moment of the report' },
  },
  run: ({ file, instance: slug, since, until, report, at }) => {
    if (report !== undefined && report !== 'mfa') throw new UsageError('--report must be mfa.')
    if (report && !at) throw new UsageError('--report mfa needs --at, as in --at 2026-03-03.')
    const wish = { file, since: time('since', since), until: time('until', until), at: time('at', at) }
    return withContext(async (context) => {
      const instance = await requireInstance(context, slug)
      await chainAll(context)
      const lines = report
        ? await reportMfa(context, instance, file, Number(wish.at))
        : await exportLog(context, instance, wish)
      return { json: { file, lines }, text: `${lines} lines are in ${file}.` }
    })
  },
})

/** A day begins at midnight UTC. */
function time(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const at = /^\d{4}-\d\d-\d\d(?:T.*(?:Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at))
    throw new UsageError(`--${name} must be a day or a moment, as 2026-03-03 or 2026-03-03T12:00:00Z.`)
  return at
}

export const auditCommand: CommandDef = defineCommand({
  meta: { name: 'audit', description: 'The audit log' },
  subCommands: { verify, export: exportCommand },
})
