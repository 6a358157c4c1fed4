import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AuthenticatorAppView, BackendUserView } from '@countersign/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ExportWish, exportUsers } from '../../src/cli/export/export-users.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, codeOf, second, startSignIn } from '../support/browser.ts'
import { bring, find, fixture, leftOut, settings } from './scene.ts'

/** Out of one instance and into another: leaving is as easy as coming. */
const given = 'correct horse battery'
const folder = mkdtempSync(join(tmpdir(), 'countersign-export-'))
let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, settings)
  await bring(app, instance, { from: 'clerk', file: fixture('clerk.json'), trustsAddresses: true })
  await bring(app, instance, { from: 'csv', file: fixture('own.csv') })
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

const leave = async (from: CreatedInstance, name: string, wish: Omit<ExportWish, 'file'>) => {
  const file = join(folder, name)
  expect(await exportUsers(app.context, from.instance, { file, ...wish })).toBe(3)
  return file
}

/** Ids are new in the other instance, and so is what names the people who came: everything else is the same. */
const comparable = (file: string) => {
  const users = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>[]
  return users
    .map(({ id, ...rest }) => rest)
    .sort((a, b) => String(a['external_id']).localeCompare(String(b['external_id'])))
}

test('an export with secrets comes back whole: factors, codes that are left, hashes, metadata, dates and bans', async () => {
  const call = backend(app, instance)
  const used = new Browser(app, instance)
  const started = await startSignIn(used, 'radia@json.example', given)
  await second(used, started.response.id, 'backup_code', 'aaaa1111')
  const { response: tablet } = await used.post<AuthenticatorAppView>('/me/authenticator_apps', { name: 'Tablet' })
  const shown = (steps: number) => codeOf(tablet.secret ?? '', app.clock.now() + steps * 30_000)
  const path = `/me/authenticator_apps/${tablet.id}/attempt_verification`
  // Its clock is fast, which comes along.
  expect((await used.post(path, { code: shown(4) })).code).toBe('totp_clock_fast')
  expect((await used.post(path, { code: shown(5) })).status).toBe(200)
  app.clock.advance(60_000)
  const script = await find(app, instance, 'legacy-2')
  await call('POST', `/users/${script?.id}/ban`)
  const file = await leave(instance, 'whole.json', { format: 'json', withSecrets: true })
  expect(statSync(file).mode & 0o777).toBe(0o600)

  const other = await app.create({ slug: 'whole' }, settings)
  const report = await bring(app, other, { from: 'countersign', file })
  expect([report.imported, report.problems, report.left_out]).toEqual([3, [], []])
  expect(comparable(await leave(other, 'back.json', { format: 'json', withSecrets: true }))).toEqual(comparable(file))

  const radia = (await backend(app, other)<BackendUserView[]>('GET', '/users?email_address=radia@json.example'))
    .response[0]
  expect(radia?.authenticator_apps).toContainEqual(expect.objectContaining({ name: 'Tablet', verified: true }))
  const verify = (code: string) => backend(app, other)('POST', `/users/${radia?.id}/verify_totp`, { code })
  expect((await verify(shown(5))).status).toBe(200)
  const browser = new Browser(app, other)
  const { response } = await startSignIn(browser, 'radia@json.example', given)
  expect((await second(browser, response.id, 'backup_code', 'aaaa1111')).code).toBe('form_code_incorrect')
  expect((await second(browser, response.id, 'backup_code', 'bbbb2222')).response.status).toBe('complete')
  const owner = new Browser(app, other)
  const again = await startSignIn(owner, 'ada@own.example', given)
  app.clock.advance(30_000)
  const code = codeOf('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', app.clock.now())
  expect((await second(owner, again.response.id, 'totp', code)).response.status).toBe('complete')
})

test('without being asked for them an export holds no secrets, and says so where it is read', async () => {
  const file = await leave(instance, 'plain.json', { format: 'json', withSecrets: false })
  expect(readFileSync(file, 'utf8')).not.toMatch(/argon2|foreign\$|JBSWY3DP|pepper|macs/)
  const other = await app.create({ slug: 'plain' }, settings)
  const report = await bring(app, other, { from: 'countersign', file })
  expect(report.imported).toBe(3)
  expect(leftOut(report)).toEqual(
    expect.arrayContaining([expect.stringMatching(/authenticator app$/), expect.stringMatching(/password$/)]),
  )
})

test('a table comes back as well, with all that has a place in it', async () => {
  const file = await leave(instance, 'table.csv', { format: 'csv', withSecrets: false })
  const other = await app.create({ slug: 'table' }, settings)
  const report = await bring(app, other, { from: 'csv', file })
  expect([report.imported, report.problems, report.left_out]).toEqual([3, [], []])
  expect(
    readFileSync(await leave(other, 'table-back.csv', { format: 'csv', withSecrets: false }), 'utf8').split('\n')[0],
  ).toBe(readFileSync(file, 'utf8').split('\n')[0])
  const ada = await find(app, other, '1')
  expect(ada).toMatchObject({ first_name: 'Ada\nof two lines', public_metadata: { plan: 'pro' } })
  expect(
    ada?.phone_numbers.filter((phone) => phone.reserved_for_second_factor).map((phone) => phone.phone_number),
  ).toEqual(['+12025550161'])
})

test('hashes of another server’s pepper are left out, and its authenticator apps come in', async () => {
  const file = await leave(instance, 'elsewhere.json', { format: 'json', withSecrets: true })
  const elsewhere = await startTestApp()
  const other = await elsewhere.create({}, settings)
  const report = await bring(elsewhere, other, { from: 'countersign', file })
  const ada = await find(elsewhere, other, '1')
  await elsewhere.close()
  expect(leftOut(report).filter((line) => line.includes('another server'))).toHaveLength(5)
  expect(ada).toMatchObject({ totp_enabled: true, password_enabled: false })
})

test('a file is never overwritten, and every export is on the record with what was in it', async () => {
  const wish = { file: join(folder, 'once.json'), format: 'json', withSecrets: true } as const
  await exportUsers(app.context, instance.instance, wish)
  await expect(exportUsers(app.context, instance.instance, wish)).rejects.toThrow('exists already')
  await expect(
    exportUsers(app.context, instance.instance, { ...wish, file: join(folder, 'no', 'where') }),
  ).rejects.toThrow('cannot be written')
  const rows = await app.context.db
    .selectFrom('audit')
    .select(['actor_id', 'details'])
    .where('event', '=', 'users.exported')
    .execute()
  expect(rows.map((row) => [row.actor_id, JSON.parse(row.details)])).toContainEqual([
    'machine',
    { format: 'json', with_secrets: true },
  ])
})
