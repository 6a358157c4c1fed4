import type { SignInView } from '@countersign/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyChain } from '../../src/audit/verify.ts'
import { tendChains } from '../../src/audit/worker.ts'
import { loadKeyring } from '../../src/db/keys.ts'
import { phantomIdentificationId } from '../../src/factors/phantom.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { retireKey } from '../../src/keys/retire.ts'
import { knownFor, makeNextPepper, turnPeppers } from '../../src/keys/rotate-pepper.ts'
import { pepperStatus } from '../../src/keys/status.ts'
import { createHasher } from '../../src/lib/password-hash.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, enrol, mailedCode, password, second, signUp, startSignIn } from '../support/browser.ts'

const masterKey = systemRandom.bytes(32)
const email = 'ada@example.com'
const bcrypt = '$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS'
const foreign = { email: 'grace@example.com', password: 'correct horse battery' }
let app: TestApp
let instance: CreatedInstance
let backupCodes: string[]
/** Another server on the same database, which looks for peppers on its own time. */
let other: TestApp['context']
beforeAll(async () => {
  app = await startTestApp({}, { masterKeys: [masterKey] })
  instance = await app.create({}, mfaOn)
  backupCodes = (await enrol(await signUp(app, instance, email))).backupCodes
  await backend(app, instance)('POST', '/users', {
    email_address: [foreign.email],
    password_digest: bcrypt,
    password_hasher: 'bcrypt',
  })
  const keyring = await loadKeyring(app.context.db, [masterKey], systemRandom)
  other = { ...app.context, keyring, hasher: createHasher(keyring) }
})
afterAll(() => app.close())

const status = async () =>
  (await pepperStatus(app.context)).map(({ state, passwords, backup_codes }) => [state, passwords, backup_codes])
const pepper = () => app.context.keyring.newestPepper()
const invented = () =>
  phantomIdentificationId(
    { context: app.context, instance: instance.instance } as Parameters<typeof phantomIdentificationId>[0],
    'nobody@example.com',
  )

async function begin(address = email): Promise<{ browser: Browser; answer: SignInView }> {
  const browser = new Browser(app, instance)
  return {
    browser,
    answer: (await startSignIn(browser, address, address === email ? password : foreign.password)).response,
  }
}

test('a new pepper is known to every server before one uses it, and made once, however many ask (R115)', async () => {
  const made = await Promise.all([1, 2, 3].map(() => makeNextPepper(app.context)))
  expect(made.filter((one) => one !== null)).toHaveLength(1)
  await turnPeppers(other)
  await turnPeppers(app.context)
  expect(pepper()).toBe('')
  app.clock.advance(knownFor)
  const id = made.find((one) => one !== null)?.id ?? ''
  await turnPeppers(app.context)
  expect([pepper(), other.keyring.newestPepper()]).toEqual([id, ''])
  // What one makes under the new one the other can check, and the other way round.
  expect(other.keyring.isMac('code', 'x', app.context.keyring.mac('code', 'x'))).toBe(true)
  expect(app.context.keyring.isMac('code', 'x', other.keyring.mac('code', 'x'))).toBe(true)
  expect((await other.hasher.verify('x', await app.context.hasher.hash('x'))).isRight).toBe(true)
  await turnPeppers(other)
  expect(other.keyring.newestPepper()).toBe(id)
})

test('what was made under the old pepper is right, passwords leave it at the next sign-in, and it stays while anything needs it (R115)', async () => {
  expect(await status()).toEqual([
    ['old', 2, 10],
    ['current', 0, 0],
  ])
  await expect(retireKey(app.context, pepper())).rejects.toThrow(/pepper in use/)
  const { browser, answer } = await begin()
  expect((await second(browser, answer.id, 'backup_code', backupCodes[0] ?? '')).status).toBe(200)
  expect((await begin(foreign.email)).answer.status).toBe('complete')
  expect(await status()).toEqual([
    ['old', 0, 9],
    ['current', 2, 0],
  ])
  // Again, under the new one; a wrong one is wrong.
  expect((await begin()).answer.status).toBe('needs_second_factor')
  expect((await startSignIn(new Browser(app, instance), email, 'not the password')).status).toBe(422)
  await expect(retireKey(app.context, 'pepper')).rejects.toThrow(
    /0 passwords, 9 backup codes, 0 sent codes and \d accounts/,
  )
})

test('a code that was sent before the change is right after it, and names and counters stay what they are (R14, R109)', async () => {
  const [before, limit] = [invented(), app.context.keyring.mac('limit', 'x')]
  const browser = new Browser(app, instance)
  const begun = await browser.post<SignInView>('/client/sign_ins', {
    identifier: foreign.email,
    strategy: 'email_code',
  })
  const code = await mailedCode(browser, foreign.email)
  await makeNextPepper(app.context)
  app.clock.advance(knownFor)
  await turnPeppers(app.context)
  const path = `/client/sign_ins/${begun.response.id}/attempt_first_factor`
  expect((await browser.post<SignInView>(path, { strategy: 'email_code', code })).response.status).toBe('complete')
  expect([invented(), app.context.keyring.mac('limit', 'x')]).toEqual([before, limit])
})

test('with nothing under it, also nothing that an undo would bring back, the first pepper is erased, and the audit log is whole all the same (R115, R145)', async () => {
  const { db } = app.context
  const log = () => verifyChain(app.context, instance.instance.id, { expected: null })
  await tendChains(app.context)
  const written = await log()
  await db.updateTable('backup_codes').set({ used_at: app.clock.now() }).execute()
  // An undo of the enrolment would bring the password back as it was.
  await expect(retireKey(app.context, 'pepper')).rejects.toThrow(/and [1-9] accounts as they were/)
  await db.deleteFrom('factor_snapshots').execute()
  await retireKey(app.context, 'pepper')
  expect(await status()).toEqual([
    ['retired', 0, 0],
    ['old', 2, 0],
    ['current', 0, 0],
  ])
  const [before, limit] = [invented(), app.context.keyring.mac('limit', 'x')]
  app.context.keyring = await loadKeyring(db, [masterKey], systemRandom, app.clock.now())
  app.context.hasher = createHasher(app.context.keyring)
  expect([invented(), app.context.keyring.mac('limit', 'x')]).toEqual([before, limit])
  expect((await begin()).answer.status).toBe('needs_second_factor')
  expect(await status()).toEqual([
    ['retired', 0, 0],
    ['old', 1, 0],
    ['current', 1, 0],
  ])
  // Under what is gone nothing is right.
  expect(app.context.keyring.isMac('code', 'x', other.keyring.macUnder('', 'code', 'x') ?? '')).toBe(false)
  const old = await createHasher({ ...other.keyring, newestPepper: () => '' }).hash('x')
  expect((await app.context.hasher.verify('x', old)).isRight).toBe(false)

  // What was sealed before the change is as believable as what is sealed after it.
  await tendChains(app.context)
  const { entries, waiting, broken } = await log()
  expect([entries > written.entries, waiting, broken, written.broken]).toEqual([true, 0, null, null])
})
