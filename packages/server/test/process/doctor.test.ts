import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadSqlite } from '../../src/db/sqlite/handle.ts'
import { builtCli } from '../support/built-cli.ts'
import { killAll, run as runCli } from '../support/process.ts'

/** The command as it is shipped. It makes a database of its own, so it is asked on one engine. */
const folder = mkdtempSync(join(tmpdir(), 'countersign-doctor-test-'))
const data = join(folder, 'data')
/** Where scratch copies are made, and nothing else. */
const scratches = join(folder, 'scratches')
let cli: string

beforeAll(async () => {
  cli = await builtCli()
  mkdirSync(scratches)
})
afterAll(() => {
  killAll()
  rmSync(folder, { recursive: true, force: true })
})

const run = (args: string[], more: Record<string, string> = {}) =>
  runCli(cli, args, { COUNTERSIGN_DATA_DIR: data, TMPDIR: scratches, ...more }).ended

/** Every row of every table. */
async function everything(): Promise<Record<string, unknown[]>> {
  const { DatabaseSync } = await loadSqlite()
  const database = new DatabaseSync(join(data, 'countersign.db'))
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[]
  const rows = tables.map(({ name }) => [name, database.prepare(`select * from "${name}"`).all()])
  database.close()
  return Object.fromEntries(rows)
}

/** A build in which nobody is asked for a second factor: one function answers no. It walks one state only, to save the time. */
const forgetfulBuild = `
const changes = {
  '/dist/policy/second-step.js': ['return strongFactors(facts, settings).length > 0', 'return false'],
  '/dist/cli/paths/people.js': ["states = ['none', ", "states = ['app']; ["],
}
export async function load(url, context, next) {
  const loaded = await next(url, context)
  const [, change] = Object.entries(changes).find(([path]) => url.endsWith(path)) ?? []
  if (!change) return loaded
  const source = String(loaded.source)
  if (!source.includes(change[0])) throw new Error('this build has changed: ' + url)
  return { ...loaded, source: source.replace(...change) }
}`

test('doctor --paths prints what each way opened, ends with 0 on a sound build and with 1 on one with a gap, and leaves nothing behind (R51)', async () => {
  const made = await run(['instance', 'create', '--name', 'Shop', '--environment', 'production'])
  expect(made.code).toBe(0)
  const settings = join(folder, 'settings.json')
  writeFileSync(settings, JSON.stringify({ multi_factor: { totp: true, phone_code: true } }))
  expect((await run(['instance', 'apply', 'shop', settings])).code).toBe(0)
  const before = await everything()

  const hook = join(folder, 'hook.mjs')
  writeFileSync(hook, forgetfulBuild)
  const start = `import { register } from 'node:module'; register(${JSON.stringify(`file://${hook}`)})`
  const forgetful = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(start)}` }
  const [sound, leaky] = await Promise.all([
    run(['doctor', '--paths']),
    run(['doctor', '--paths', '--json'], forgetful),
  ])

  expect([sound.code, sound.stderr]).toEqual([0, ''])
  expect(sound.stdout).toMatch(/^ok +paths of shop +\d{3} walked, no gap$/m)
  expect(sound.stdout).toMatch(/^verdict +instance +path +second factor +policy demands +without it +with it/m)
  expect(sound.stdout).toMatch(/^ok +shop +password +none +nothing +token +–/m)
  expect(sound.stdout).toMatch(/^ok +shop +password +app +a second proof +none +token/m)
  expect(sound.stdout).toMatch(/^by design +shop +impersonation +app +a second proof +token/m)

  expect(leaky.code).toBe(1)
  const { checks, instances } = JSON.parse(leaky.stdout)
  expect(checks.at(-1)).toMatchObject({ check: 'paths of shop', state: 'problem' })
  const gap = { path: 'password', state: 'app', demands: 'a second proof', without: 'token', verdict: 'gap' }
  expect(instances[0].paths).toContainEqual(expect.objectContaining(gap))

  expect(await everything()).toEqual(before)
  expect(readdirSync(scratches)).toEqual([])
})
