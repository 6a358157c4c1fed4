import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BackendUserView } from '@countersign/contract'
import { runCommand } from 'citty'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { firstLink, linkOf } from '../../src/audit/link.ts'
import { tendChains } from '../../src/audit/worker.ts'
import { auditCommand } from '../../src/cli/audit.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { backend, enrol, password, signUp } from '../support/browser.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-audit-'))
const masterKey = systemRandom.bytes(32)
let app: TestApp
let instance: CreatedInstance
beforeAll(async () => {
  app = await startTestApp({}, { masterKeys: [masterKey] })
  instance = await app.create({ slug: 'audited' }, mfaOn)
  const { options } = app.database
  vi.stubEnv('COUNTERSIGN_MASTER_KEY', masterKey.toString('base64'))
  if (options.kind === 'postgres') vi.stubEnv('DATABASE_URL', options.url)
  else vi.stubEnv('COUNTERSIGN_DATA_DIR', options.directory)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await app.close()
  rmSync(folder, { recursive: true })
})
afterEach(() => {
  process.exitCode = 0
})

/** Runs the command as the shell does, on the same database. */
async function run(...rawArgs: string[]): Promise<string> {
  const written: string[] = []
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  try {
    await runCommand(auditCommand, { rawArgs })
  } finally {
    out.mockRestore()
  }
  return written.join('')
}
const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
const call = <T>(method: string, path: string, body?: unknown) => backend(app, instance)<T>(method, path, body)
const day = 86_400_000
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)

test('an export holds all that it takes to follow the chain, and verify says whether it is whole (R145)', async () => {
  await enrol(await signUp(app, instance, 'ada@example.com'))
  await tendChains(app.context)
  expect(await run('verify')).toMatch(/audited +\d+ +\d+ +whole/)
  const file = join(folder, 'log.jsonl')
  expect(await run('export', file, '--instance', 'audited')).toMatch(/^\d+ lines are in /)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  let link = firstLink(instance.instance.id)
  for (const { seq, created_at, object: _, link: given, ...entry } of linesOf(file)) {
    const content = {
      ...entry,
      instance_id: instance.instance.id,
      at: created_at,
      details: JSON.stringify(entry.details),
    }
    link = linkOf(link, seq, content)
    expect(link).toBe(given)
  }
  await expect(run('export', file, '--instance', 'audited')).rejects.toThrow('exists already')
  const part = join(folder, 'part.jsonl')
  await run('export', part, '--instance', 'audited', '--since', dayOf(app.clock.now() + day))
  expect(readFileSync(part, 'utf8')).not.toContain('sign_up')

  const head = await app.context.db
    .selectFrom('audit_heads')
    .selectAll()
    .where('instance_id', '=', instance.instance.id)
    .executeTakeFirstOrThrow()
  expect(await run('verify', '--instance', 'audited', '--expect', `${head.seq}:${head.link}`)).toContain('whole')
  await app.context.db.updateTable('audit').set({ ip: '192.0.2.1' }).where('event', '=', 'sign_up.completed').execute()
  expect(process.exitCode).not.toBe(1)
  expect(await run('verify')).toMatch(/BROKEN at \d+ aud_\w+: it was changed after it was written/)
  expect(process.exitCode).toBe(1)
})

test('who had a second factor on a day is told as it was then, whatever happened since (R145)', async () => {
  const start = Date.parse(dayOf(app.clock.now())) + 2 * day
  app.clock.advance(start - app.clock.now())
  await enrol(await signUp(app, instance, 'kept@example.com'))
  const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
  const make = async (email: string, more: object = {}) =>
    (await call<BackendUserView>('POST', '/users', { email_address: [email], password, ...more })).response.id
  const [lost, gone, bare] = [
    await make('lost@example.com', { totp_secret: secret }),
    await make('gone@example.com', { totp_secret: secret }),
    await make('bare@example.com'),
  ]
  app.clock.advance(2 * day)
  await call('DELETE', `/users/${lost}/mfa`)
  await call('DELETE', `/users/${gone}`)
  await call('PATCH', `/users/${bare}`, { totp_secret: secret })
  app.clock.advance(2 * day)
  const had = async (at: number) => {
    const file = join(folder, `mfa-${at}.jsonl`)
    await run('export', file, '--instance', 'audited', '--report', 'mfa', '--at', dayOf(at))
    return Object.fromEntries(linesOf(file).map((line) => [line.user_id, line.had_mfa]))
  }
  const before = await had(start - day)
  expect(Object.keys(before)).toHaveLength(1)
  expect(await had(start + day)).toMatchObject({ [lost]: true, [gone]: true, [bare]: false })
  const after = await had(start + 3 * day)
  expect(after).toMatchObject({ [lost]: false, [bare]: true })
  expect(after).not.toHaveProperty(gone)
  expect(Object.values(after).filter(Boolean)).toHaveLength(3)
})

test.each([
  [['verify', '--expect', '1:x'], /must be a place and a link/],
  [['verify', '--expect', `1:${'x'.repeat(43)}`], /needs --instance/],
  [['export', 'file', '--report', 'sms'], /must be mfa/],
  [['export', 'file', '--report', 'mfa'], /needs --at/],
  [['export', 'file', '--since', '3 March'], /must be a day or a moment/],
])('wrong usage is told: %j', async (args, text) => {
  await expect(run(...args)).rejects.toThrow(text)
})
