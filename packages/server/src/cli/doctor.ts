import { existsSync } from 'node:fs'
import { AppError } from '@countersign/contract'
import type { CommandDef } from 'citty'
import { listAccounts } from '../administrators/administrators.store.ts'
import { needsAdministrator } from '../administrators/link.ts'
import { type Config, readConfig } from '../config.ts'
import type { Context } from '../context.ts'
import { sealedStatus } from '../db/reseal.ts'
import { findUnreadable } from '../db/unreadable.ts'
import { forwardingWarning, unbelievedLately } from '../http/forwarding.ts'
import { publicFolder } from '../http/pages.ts'
import { findDashboard, listInstances } from '../instances/instances.store.ts'
import { openContext } from '../open-context.ts'
import { signingKey } from '../sessions/signing-keys.ts'
import { command, table } from './command.ts'
import { examinePaths, pathRows } from './paths/examine.ts'
import type { Walked } from './paths/walk.ts'
import { examinePrivileges } from './privileges/examine.ts'
import { differences } from './privileges/walk.ts'

interface Check {
  check: string
  state: 'ok' | 'warning' | 'problem' | 'skipped'
  detail: string
}

/** Each check says what it found; a failed one never hides the ones after it. Any problem, and any gap, ends with exit code 1. */
export const doctorCommand: CommandDef = command({
  name: 'doctor',
  description: 'Check configuration, database, keys and pages; with --paths, every way to sign in as well',
  args: {
    paths: {
      type: 'boolean',
      description:
        'Walk every way to sign in on a scratch copy of each instance, ask every route as every kind of caller, and name what is reached too early',
    },
  },
  async run({ paths }) {
    const walked: { instance: string; paths: Walked[] }[] = []
    const checks = await examine(paths ? walked : null)
    if (checks.some((check) => check.state === 'problem')) process.exitCode = 1
    const rows = walked.flatMap((each) => pathRows(each.instance, each.paths))
    const head = ['verdict', 'instance', 'path', 'second factor', 'policy demands', 'without it', 'with it', '']
    const text = [table(checks.map(({ check, state, detail }) => [state, check, detail]))]
    if (rows.length > 0) text.push('', table([head, ...rows]))
    return { json: paths ? { checks, instances: walked } : checks, text: text.join('\n') }
  },
})

async function examine(walked: { instance: string; paths: Walked[] }[] | null): Promise<Check[]> {
  let config: Config
  try {
    config = { ...readConfig(), logLevel: 'silent' }
  } catch (error) {
    return [failed('configuration', error)]
  }
  const checks: Check[] = [{ check: 'configuration', state: 'ok', detail: config.url }, pages()]
  let context: Context
  try {
    context = await openContext(config)
  } catch (error) {
    return [...checks, failed('database and master key', error)]
  }
  checks.push({ check: 'database and master key', state: 'ok', detail: context.database.engine })
  for (const [name, check] of Object.entries(deep)) {
    checks.push(await check(context).catch((error: unknown) => failed(name, error)))
  }
  if (walked) checks.push(await privileges(context).catch((error: unknown) => failed('privileges', error)))
  for (const instance of walked ? await listInstances(context.db) : []) {
    // Its ways in are what `privileges` walks: it has no users that an application's server could make.
    if (instance.application.kind === 'dashboard') continue
    const check = `paths of ${instance.slug}`
    try {
      const paths = await examinePaths(context, instance)
      walked?.push({ instance: instance.slug, paths })
      const gaps = paths.filter(({ verdict }) => verdict === 'gap').length
      const detail =
        gaps === 0 ? `${paths.length} walked, no gap` : `${gaps} of ${paths.length} let somebody in too early`
      checks.push({ check, state: gaps === 0 ? 'ok' : 'problem', detail })
    } catch (error) {
      checks.push(failed(check, error))
    }
  }
  await context.database.close()
  return checks
}

async function privileges(context: Context): Promise<Check> {
  const walked = await examinePrivileges(context)
  const found = differences(walked)
  if (found.length === 0)
    return {
      check: 'privileges',
      state: 'ok',
      detail: `${walked.length} requests, each refused or allowed as expected`,
    }
  return { check: 'privileges', state: 'problem', detail: found.join('; ') }
}

const mostNamed = 10

const deep: Record<string, (context: Context) => Promise<Check>> = {
  async 'sealed values'({ db, keyring }) {
    const lost = Object.entries(await sealedStatus(db, keyring)).filter(
      ([id, count]) => count > 0 && !keyring.keyIds.includes(id),
    )
    const damaged = await findUnreadable(db, keyring)
    if (damaged.length === 0)
      return { check: 'sealed values', state: 'ok', detail: 'every stored secret can be decrypted' }
    if (lost.every(([, count]) => count === 1)) {
      const named = damaged.slice(0, mostNamed).map(({ place, row }) => `${place} of ${row}`)
      const rest = damaged.length > mostNamed ? `, and ${damaged.length - mostNamed} more` : ''
      return {
        check: 'sealed values',
        state: 'problem',
        detail: `${damaged.length} damaged: ${named.join(', ')}${rest}. See docs/guides/keys-and-backups.md`,
      }
    }
    return {
      check: 'sealed values',
      state: 'problem',
      detail: `sealed under keys that are missing: ${lost.map(([id]) => id).join(', ')}`,
    }
  },
  async 'signing keys'(context) {
    const all = await listInstances(context.db)
    for (const instance of all) await signingKey(context, instance.id)
    return { check: 'signing keys', state: 'ok', detail: `${all.length} instances` }
  },
  async proxies(context) {
    const seen = await unbelievedLately(context)
    if (seen.length === 0)
      return {
        check: 'proxies',
        state: 'ok',
        detail: 'no forwarding headers from untrusted peers in the last 24 hours',
      }
    return { check: 'proxies', state: 'warning', detail: seen.map(forwardingWarning).join(' ') }
  },
  async administrators(context) {
    const check = 'administrators'
    const dashboard = await findDashboard(context.db)
    if (!dashboard) return { check, state: 'skipped', detail: 'the server was not started yet' }
    const accounts = await listAccounts(context.db, dashboard.id)
    const strangers = accounts.filter(({ addedAt }) => addedAt === null).map(({ id, username }) => username ?? id)
    // They open nothing; that they exist means that someone once signed up on the dashboard's instance.
    if (strangers.length > 0) {
      const detail = `accounts on the dashboard’s instance that are not administrators: ${strangers.join(', ')}; look into the audit log and delete them with countersign admin remove`
      return { check, state: 'problem', detail }
    }
    if (await needsAdministrator(context))
      return { check, state: 'warning', detail: 'no administrator can sign in yet; run countersign admin link' }
    const live = accounts.filter(({ removedAt }) => removedAt === null).length
    return { check, state: 'ok', detail: `${live}, at least one with a second factor` }
  },
}

function pages(): Check {
  const isBuilt = ['account', 'dashboard'].every((app) => existsSync(`${publicFolder}${app}/index.html`))
  return {
    check: 'pages',
    state: isBuilt ? 'ok' : 'warning',
    detail: isBuilt ? 'built' : 'not built; run npm run build',
  }
}

function failed(check: string, error: unknown): Check {
  const reason = error instanceof AppError && error.cause instanceof Error ? error.cause : error
  return { check, state: 'problem', detail: reason instanceof Error ? reason.message : String(reason) }
}
