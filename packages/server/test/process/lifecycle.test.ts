import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtCli } from '../support/built-cli.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { isReady, killAll, run as runCli, until } from '../support/process.ts'

/** The real process on a real database: command line in, text and exit codes out. */
const folder = mkdtempSync(join(tmpdir(), 'countersign-process-'))
const port = 4861 + (process.env['TEST_ENGINE'] === 'postgres' ? 8 : 0)
const base = `http://127.0.0.1:${port}`
let database: TestDatabase | undefined
let environment: Record<string, string>
let cli: string

beforeAll(async () => {
  cli = await builtCli()
  environment = { PORT: String(port), COUNTERSIGN_DATA_DIR: join(folder, 'data') }
  if (process.env['TEST_ENGINE'] !== 'postgres') return
  database = await openTestDatabase()
  if (database.options.kind === 'postgres') environment['DATABASE_URL'] = database.options.url
  environment['COUNTERSIGN_MASTER_KEY'] = randomBytes(32).toString('base64')
})
afterAll(async () => {
  killAll()
  await database?.close()
  rmSync(folder, { recursive: true, force: true })
})

const run = (args: string[], changes: Record<string, string> = {}) => runCli(cli, args, { ...environment, ...changes })

test('a server starts, tells where everything is, refuses a second one, drains and ends with 0 (R50, R142, R143)', async () => {
  const server = run(['start'])
  await until(() => isReady(base))
  const text = await until(() => (server.stdout().includes('#ticket=') ? server.stdout() : undefined))
  expect(text).toMatch(/Dashboard +http:\/\/localhost:\d+\/dashboard/)
  expect(text).toMatch(/Publishable key +pk_test_/)
  expect(text).toMatch(/Secret key +sk_test_[\w-]{43}/)

  if (!database) {
    const second = await run(['start'], { PORT: String(port + 1) }).ended
    expect([second.code, second.stdout]).toEqual([1, ''])
    expect(second.stderr).toMatch(/Another server is using the data directory/)
    expect(second.stderr.trim().split('\n')).toHaveLength(1)
  }
  const taken = await run(['start'], database ? {} : { COUNTERSIGN_DATA_DIR: join(folder, 'other') }).ended
  expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining(`Cannot listen on 127.0.0.1:${port}`)])

  // Commands work on the same database while the server runs.
  const made = await run([
    'instance',
    'create',
    '--name',
    'Shop',
    '--environment',
    'production',
    '--host',
    'clerk.shop.example',
    '--json',
  ]).ended
  const instance = JSON.parse(made.stdout) as Record<string, string>
  expect(Object.keys(instance)).toEqual([
    'id',
    'application_id',
    'slug',
    'environment',
    'host',
    'url',
    'publishable_key',
    'secret_key',
  ])
  expect((await fetch(`${instance['url']?.replace('localhost', '127.0.0.1')}/v1/environment`)).status).toBe(200)

  // A request that is under way when the signal comes still gets its answer.
  const slow = connect(port, '127.0.0.1')
  slow.write(
    `POST /v1/client/sign_ins HTTP/1.1\r\nHost: acme.localhost:${port}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{`,
  )
  await new Promise((resolve) => setTimeout(resolve, 100))
  server.child.kill('SIGTERM')
  await new Promise((resolve) => setTimeout(resolve, 100))
  const answer = new Promise<string>((resolve) => slow.once('data', (chunk: Buffer) => resolve(String(chunk))))
  slow.write('}')
  expect(await answer).toMatch(/^HTTP\/1\.1 \d{3} /)
  slow.end()
  const ended = await server.ended
  expect([ended.code, ended.stderr]).toEqual([0, ''])
})

test('a second start keeps its keys to itself, tells no secret again, and warns of messages that would go nowhere (R50)', async () => {
  const server = run(['start'])
  await until(() => isReady(base))
  const text = await until(() => (server.stdout().includes('#ticket=') ? server.stdout() : undefined))
  expect(text).not.toContain('sk_test_')
  server.child.kill('SIGINT')
  const { code, stderr } = await server.ended
  expect(code).toBe(0)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(JSON.parse(stderr)).toMatchObject({
    level: 'warn',
    instances: ['shop'],
    msg: expect.stringContaining('no transport in COUNTERSIGN_MAIL: their codes go to nobody. Set one'),
  })
})

test('a wrong configuration or master key stops every command with all that is wrong (R114)', async () => {
  const ended = await run(['start'], { PORT: 'x', COUNTERSIGN_MAIL: 'pigeon://x', COUNTERSIGN_NONSENSE: '1' }).ended
  expect(ended.code).toBe(1)
  expect(ended.stderr).toMatch(/COUNTERSIGN_NONSENSE[\s\S]*PORT[\s\S]*COUNTERSIGN_MAIL/)
  const wrongKey = await run(['instance', 'list'], { COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64') }).ended
  expect([wrongKey.code, wrongKey.stderr]).toEqual([1, expect.stringContaining('does not fit this database')])
})

test('with --json every command prints one document', async () => {
  const file = join(folder, 'settings.json')
  writeFileSync(file, JSON.stringify({ multi_factor: { totp: true }, codes: { attempts: 4 } }))
  const document = async (...args: string[]) => {
    const ended = await run([...args, '--json']).ended
    expect([args, ended.code, ended.stderr]).toEqual([args, 0, ''])
    expect(ended.stdout.trim().split('\n')).toHaveLength(1)
    return JSON.parse(ended.stdout)
  }
  expect(await document('instance', 'apply', 'acme', file)).toMatchObject({
    multi_factor: { totp: true },
    codes: { attempts: 4 },
  })
  expect(await document('instance', 'show', 'acme')).toMatchObject({
    slug: 'acme',
    settings: { codes: { attempts: 4 } },
  })
  expect((await document('instance', 'list')).map((one: { slug: string }) => one.slug)).toEqual([
    'acme',
    'dashboard',
    'shop',
  ])
  expect(await document('admin', 'link')).toMatchObject({
    url: expect.stringContaining('/dashboard#ticket='),
    expires_at: expect.any(Number),
  })
  expect(await document('user', 'list', '--instance', 'dashboard')).toMatchObject([{ username: 'operator' }])
  expect(await document('user', 'show', 'operator', '--instance', 'dashboard')).toMatchObject({
    username: 'operator',
    totp: false,
    backup_codes_left: 0,
  })
  const users = join(folder, 'users.csv')
  writeFileSync(users, 'id,verified_email_addresses\n1,ada@example.com\n2,not an address\n')
  const bringing = ['user', 'import', users, '--from', 'csv']
  const [dry, brought, again] = [
    await run([...bringing, '--dry-run', '--json']).ended,
    await run([...bringing, '--json']).ended,
    await run(bringing).ended,
  ]
  expect([dry.code, brought.code, again.code]).toEqual([1, 1, 1])
  const report = {
    rows: 2,
    imported: 1,
    unchanged: 0,
    problems: [{ line: 3, reason: 'an e-mail address is malformed' }],
  }
  expect(JSON.parse(dry.stdout)).toMatchObject({ ...report, dry_run: true })
  expect(JSON.parse(brought.stdout)).toMatchObject({ ...report, dry_run: false })
  expect(again.stdout).toMatch(/in already +1\nrefused +1/)
  const left = join(folder, 'left.json')
  expect(await document('user', 'export', left, '--with-secrets')).toEqual({ file: left, users: 1, with_secrets: true })
  expect(await document('keys', 'status')).toMatchObject([
    { kind: 'master', number: 1, percent: 100, current: true, present: true },
    { kind: 'pepper', id: 'pepper', state: 'current' },
    ...Array(3).fill({ kind: 'signing', state: 'current' }),
  ])
  expect(await document('keys', 'rotate')).toMatchObject({ resealed: 0, unreadable: 0 })
  expect(await document('migrate')).toEqual({ applied: [] })
  expect((await document('doctor')).map((one: { state: string }) => one.state)).not.toContain('problem')
  expect((await document('migrate', '--restored')).restored).toMatchObject({ users: 2, sessions: expect.any(Number) })
})
