import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { loadKeyring } from '../../src/db/keys.ts'
import { admitMasterKeys, isNewestKey, makeNewest } from '../../src/db/master-keys.ts'
import { reseal, sealedStatus } from '../../src/db/reseal.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { retireKey } from '../../src/keys/retire.ts'
import { masterKeyStatus } from '../../src/keys/status.ts'
import { turnMasterKeys } from '../../src/keys/turn-master.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { Browser, codeOf, enrol, second, signUp, startSignIn } from '../support/browser.ts'
import { type Child, startChild } from '../support/child.ts'

const oldKey = systemRandom.bytes(32)
const newKey = systemRandom.bytes(32)
const email = 'ada@example.com'
let app: TestApp
let instance: CreatedInstance
let secret: string
let child: Child | undefined
beforeAll(async () => {
  app = await startTestApp({}, { masterKeys: [oldKey] })
  await admitMasterKeys(app.context.db, app.context.keyring, 1)
  instance = await app.create({}, mfaOn)
  secret = (await enrol(await signUp(app, instance, email))).secret
})
afterEach(() => child?.kill())
afterAll(() => app.close())

/** As a start with these keys does. */
async function startWith(...keys: Buffer[]): Promise<void> {
  const keyring = await loadKeyring(app.context.db, keys, systemRandom)
  app.clock.advance(60_000)
  await admitMasterKeys(app.context.db, keyring, app.clock.now())
  app.context.keyring = keyring
}
const status = async () =>
  (await masterKeyStatus(app.context)).map(({ number, percent, current }) => [number, percent, current])
async function signsIn(): Promise<number> {
  app.clock.advance(60_000)
  const browser = new Browser(app, instance)
  const { response } = await startSignIn(browser, email)
  return (await second(browser, response.id, 'totp', codeOf(secret, app.clock.now()))).status
}

test('a secret moves to the new key when it is used, and nobody enrols again (R115)', async () => {
  await startWith(oldKey, newKey)
  // Known to all servers, in use by none: nothing moves.
  await turnMasterKeys(app.context)
  expect(await status()).toEqual([
    [1, 100, true],
    [null, 0, false],
  ])
  await startWith(newKey, oldKey)
  expect(await signsIn()).toBe(200)
  const { secret_sealed } = await app.context.db.selectFrom('totp_factors').selectAll().executeTakeFirstOrThrow()
  expect(app.context.keyring.keyIdOf(secret_sealed)).toBe(app.context.keyring.currentKeyId)
})

test('while anything is under a key, it is neither retired nor left out (R114, R115)', async () => {
  const { keyring, db } = app.context
  const old = keyring.keyIds[1] ?? ''
  await expect(retireKey(app.context, old)).rejects.toThrow(/\d+ values \(\d+ %\) are still sealed under [0-9a-f]{8}/)
  await expect(retireKey(app.context, keyring.currentKeyId)).rejects.toThrow(/seals now/)
  await expect(retireKey(app.context, 'deadbeef')).rejects.toThrow(/There is no key/)
  // The pepper moves last; with it moved, a start without the old key would open it, and is refused for what is left.
  const alone = { keyIds: [keyring.currentKeyId], currentKeyId: keyring.currentKeyId }
  await expect(admitMasterKeys(db, alone, 1)).rejects.toThrow(new RegExp(`\\d+ values are sealed under ${old}`))
})

test('a server that seals under the older key still leaves alone what the newer ones did (R115)', async () => {
  await startWith(oldKey, newKey)
  expect(await isNewestKey(app.context.db, app.context.keyring)).toBe(false)
  const before = await status()
  await turnMasterKeys(app.context)
  expect(await status()).toEqual(before)
  // Unless the operator says so, who wants to go back.
  await makeNewest(app.context.db, app.context.keyring, app.clock.now())
  await turnMasterKeys(app.context)
  expect(await status()).toEqual([
    [1, 100, true],
    [2, 0, false],
  ])
})

test('a process that is killed while it seals again loses nothing, and the others go on where it was (R115)', async () => {
  const { db } = app.context
  const rows = Array.from({ length: 300 }, (_, index) => {
    const id = `msg_${String(index).padStart(4, '0')}`
    const content_sealed = app.context.keyring.seal(`text ${index}`, {
      purpose: 'message',
      row: id,
      owner: instance.instance.id,
    })
    const about = { channel: 'email' as const, kind: 'code', destination: 'x', destination_key: 'x', created_at: 1 }
    return { id, instance_id: instance.instance.id, ...about, content_sealed }
  })
  await db.insertInto('messages').values(rows).execute()
  const keys = [newKey, oldKey].map((key) => key.toString('base64'))
  child = startChild(new URL('./kill.reseal.ts', import.meta.url), JSON.stringify(app.database.options), ...keys)
  await child.reaches((lines) => lines.length > 40)
  await child.kill()
  await startWith(newKey, oldKey)
  const left = (await sealedStatus(db, app.context.keyring))[app.context.keyring.keyIds[1] ?? ''] ?? 0
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(300)
  await makeNewest(db, app.context.keyring, app.clock.now())
  // A dead process holds the work for a minute at most; of those that come then, one does it.
  await Promise.all([turnMasterKeys(app.context), turnMasterKeys(app.context), turnMasterKeys(app.context)])
  expect(await status()).toEqual([
    [2, 100, true],
    [1, 0, false],
  ])
  for (const row of await db.selectFrom('messages').selectAll().where('id', 'like', 'msg_0%').execute())
    app.context.keyring.open(row.content_sealed, { purpose: 'message', row: row.id, owner: row.instance_id })
  expect(await reseal(db, app.context.keyring)).toEqual({ resealed: 0, unreadable: 0 })
})

test('with nothing left the old key is retired, left out, and may never come first again (R114, R115)', async () => {
  const old = app.context.keyring.keyIds[1] ?? ''
  await retireKey(app.context, old)
  await startWith(newKey)
  expect(await signsIn()).toBe(200)
  expect((await masterKeyStatus(app.context)).find(({ id }) => id === old)).toMatchObject({
    number: 1,
    sealed: 0,
    present: false,
  })
  await expect(startWith(oldKey, newKey)).rejects.toThrow(/was retired and may seal nothing/)
})
