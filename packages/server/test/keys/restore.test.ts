import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientView, SignInView, TokenView } from '@countersign/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { acceptCopy, highWaterFileName, markFiles, raiseMark } from '../../src/db/high-water.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { settleRestore } from '../../src/keys/after-restore.ts'
import { openContext } from '../../src/open-context.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { Browser, codeOf, enrol, mailedCode, me, password, second, signUp, startSignIn } from '../support/browser.ts'
import { putBack, takeCopy } from './copies.ts'
import { fetchKeys, verifies } from './verifier.ts'

const email = 'ada@example.com'
const masterKeys = [Buffer.alloc(32, 5)]
let app: TestApp
let instance: CreatedInstance
beforeAll(async () => {
  app = await startTestApp({}, { masterKeys })
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())

const directory = () => (app.database.options.kind === 'sqlite' ? app.database.options.directory : null)
/** As a start or a command does. */
const open = async () =>
  (await openContext({ ...app.context.config, masterKeys }, { clock: app.clock })).database.close()
const files = () => markFiles(app.context.config)
const raise = (seen: number) => raiseMark(app.context.db, { now: app.clock.now(), seen, files: files() })

test('a copy that was put back revives nothing: no session, code, link, attempt, backup code or time step (R149)', async () => {
  const browser = await signUp(app, instance, email)
  const { secret, backupCodes } = await enrol(browser)
  const session = (await browser.get<ClientView>('/client')).response.last_active_session_id
  const jwt = (await browser.post<TokenView>(`/client/sessions/${session}/tokens`)).response.jwt ?? ''
  const waiting = new Browser(app, instance)
  const { response: begun } = await startSignIn(waiting, email)
  const mailing = new Browser(app, instance)
  const { response: asked } = await mailing.post<SignInView>('/client/sign_ins', {
    identifier: email,
    strategy: 'email_code',
  })
  const mailed = await mailedCode(mailing, email)
  await raise(0)

  const copy = await takeCopy(app.context.db)
  app.clock.advance(60_000)
  const seen = await raise(0)
  const code = codeOf(secret, app.clock.now())
  expect((await second(waiting, begun.id, 'totp', code)).status).toBe(200)
  const other = new Browser(app, instance)
  const used = backupCodes[0] ?? ''
  expect((await second(other, (await startSignIn(other, email)).response.id, 'backup_code', used)).status).toBe(200)
  await browser.post(`/client/sessions/${session}/end`)
  expect((await me(browser)).status).toBe(401)

  await putBack(app.context.db, copy)
  // Which is why: whoever was signed out is in again.
  expect((await me(browser)).status).toBe(200)
  if (directory() === null) await expect(raise(seen)).rejects.toThrow(/put back from a copy/)
  await expect(open()).rejects.toThrow(/Run countersign migrate --restored/)
  const rested = await settleRestore(app.context, 'cli')
  await open()

  expect(rested).toMatchObject({ sessions: 1, 'authenticator apps': 1, 'backup codes': 10, 'sign-ins': 2 })
  expect((await me(browser)).status).toBe(401)
  expect(verifies(jwt, await fetchKeys(browser))).toBe(false)
  expect((await second(waiting, begun.id, 'totp', code)).status).toBeGreaterThanOrEqual(400)
  const path = `/client/sign_ins/${asked.id}/attempt_first_factor`
  expect((await mailing.post(path, { strategy: 'email_code', code: mailed })).status).toBeGreaterThanOrEqual(400)
  const again = new Browser(app, instance)
  const { response: next } = await startSignIn(again, email, password)
  expect((await second(again, next.id, 'totp', code)).code).toBe('form_code_incorrect')
  expect((await second(again, next.id, 'backup_code', used)).status).toBeGreaterThanOrEqual(400)
  // The app itself was not lost: the step after the one that clocks may differ by is right again.
  app.clock.advance(60_000)
  expect((await second(again, next.id, 'totp', codeOf(secret, app.clock.now()))).status).toBe(200)
  const told = await app.context.db.selectFrom('audit').selectAll().where('event', '=', 'database.restored').execute()
  expect(told).toHaveLength(1)
})

test('a database that was not put back is never taken for one, also after a kill and on a clock that went back (R149)', async () => {
  const first = await raise(0)
  app.clock.advance(-3_600_000)
  const second = await raise(first)
  expect(second).toBeGreaterThan(first)
  await open()
  await acceptCopy(app.context.db, { now: app.clock.now(), files: files() })
  expect(await raise(second)).toBeGreaterThan(second)
  expect(directory() === null || existsSync(join(directory() ?? '', highWaterFileName))).toBe(true)
})

/** A new table is here when its rows open nothing, or are put to rest in `db/restored.ts`. */
const opensNothing = [
  // The command that settles a restore asks to remove again who was removed since.
  'administrators',
  'applications',
  'audit',
  'audit_chains',
  'audit_heads',
  'backup_code_sets',
  'email_addresses',
  'failures',
  'foreign_hash_shapes',
  'imports',
  'instance_hosts',
  'instances',
  'limits',
  'master_keys',
  'meta',
  'peppers',
  'phone_numbers',
  'profile_images',
  'proxy_sightings',
  'sms_pauses',
  'mfa_dry_runs',
  'mfa_graces',
  'mfa_receipts',
  'nudges',
  'sms_tallies',
  'webhook_attempts',
  'webhook_deliveries',
  'webhook_endpoints',
  'webhook_events',
  'webhook_secrets',
  // Good only with an undo link. Replaced by new ones. Named to the operator, who alone knows.
  'factor_snapshots',
  'signing_keys',
  'secret_keys',
  'settings_changes',
]
const putToRest = [
  'client_renewals',
  'approvals',
  'backup_codes',
  'clients',
  'handshakes',
  'help_desk_codes',
  'invitations',
  'messages',
  'mfa_resets',
  'passkey_challenges',
  'passkeys',
  'recoveries',
  'reverifications',
  'sessions',
  'sign_ins',
  'sign_ups',
  'step_ups',
  'tickets',
  'totp_factors',
  'trusted_devices',
  'undo_links',
  'users',
  'verifications',
]

test('of every table it is decided what a copy of it would revive (R149)', async () => {
  expect([...(await takeCopy(app.context.db)).keys()].sort()).toEqual([...opensNothing, ...putToRest].sort())
})
