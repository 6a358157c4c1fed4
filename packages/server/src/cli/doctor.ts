import { existsSync } from 'node:fs'
import { AppError } from '@countersign/contract'
import type { CommandDef } from 'citty'
import { type Config, readConfig } from '../config.ts'
import type { Context } from '../context.ts'
import { sealedStatus } from '../db/reseal.ts'
import { publicFolder } from '../http/pages.ts'
import { listInstances } from '../instances/instances.store.ts'
import { needsOperator } from '../instances/operator-link.ts'
import { openContext } from '../open-context.ts'
import { signingKey } from '../sessions/signing-keys.ts'
import { command, table } from './command.ts'

interface Check {
  check: string
  state: 'ok' | 'warning' | 'problem' | 'skipped'
  detail: string
}

/** Each check says what it found; a failed one never hides the ones after it. Any problem ends with exit code 1. */
export const doctorCommand: CommandDef = command({
  name: 'doctor',
  description: 'Check configuration, database, keys and pages',
  async run() {
    const checks = await examine()
    if (checks.some((check) => check.state === 'problem')) process.exitCode = 1
    return { json: checks, text: table(checks.map(({ check, state, detail }) => [state, check, detail])) }
  },
})

async function examine(): Promise<Check[]> {
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
  await context.database.close()
  return checks
}

const deep: Record<string, (context: Context) => Promise<Check>> = {
  async 'sealed values'({ db, keyring }) {
    const lost = Object.entries(await sealedStatus(db, keyring)).filter(
      ([id, count]) => count > 0 && !keyring.keyIds.includes(id),
    )
    if (lost.length === 0)
      return { check: 'sealed values', state: 'ok', detail: 'every value belongs to a key that is present' }
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
  async operator(context) {
    const dashboard = (await listInstances(context.db)).find((instance) => instance.application.kind === 'dashboard')
    if (!dashboard) return { check: 'operator', state: 'skipped', detail: 'the server was not started yet' }
    if (!(await needsOperator(context, dashboard)))
      return { check: 'operator', state: 'ok', detail: 'has a second factor' }
    return {
      check: 'operator',
      state: 'warning',
      detail: 'nobody can sign in to the dashboard yet; run countersign admin link',
    }
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
