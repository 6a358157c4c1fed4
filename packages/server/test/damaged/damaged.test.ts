import type { MessageView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { loadKeyring } from '../../src/db/keys.ts'
import { admitMasterKeys } from '../../src/db/master-keys.ts'
import { sealedColumns } from '../../src/db/sealed-columns.ts'
import { findUnreadable } from '../../src/db/unreadable.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { replaceSigningKeys } from '../../src/keys/rotate-signing.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { startWorker } from '../../src/messages/outbox/worker.ts'
import { deliver } from '../../src/webhooks/deliver.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, codeOf, mailed, password, second, signUp, startSignIn } from '../support/browser.ts'
import { pressUndo, undoToken } from '../support/undo.ts'
import { flipBit, unreadable } from './damage.ts'

const masterKey = systemRandom.bytes(32)
let app: TestApp
let instance: CreatedInstance
let call: ReturnType<typeof backend>
let count = 0

beforeAll(async () => {
  app = await startTestApp({}, { masterKeys: [masterKey] })
})
afterAll(() => app.close())
beforeEach(async () => {
  app.clock.advance(86_400_000)
  instance = await app.create({ name: `Damaged ${++count}`, slug: `damaged-${count}` }, mfaOn)
  call = backend(app, instance)
})

const damage = (table: (typeof sealedColumns)[number]['table'], id: string) => {
  const place = sealedColumns.find((each) => each.table === table)
  if (!place) throw new Error(`${table} has no sealed column`)
  return flipBit(app, place, id)
}
const newest = async (table: (typeof sealedColumns)[number]['table']) =>
  (await app.context.db.selectFrom(table).select('id').orderBy('id', 'desc').executeTakeFirstOrThrow()).id
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const otherSecret = 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU'

async function person(): Promise<{ id: string; email: string }> {
  const email = `damaged${++count}@example.com`
  const { response } = await call<{ id: string }>('POST', '/users', {
    email_address: [email],
    password,
    totp_secret: secret,
  })
  return { id: response.id, email }
}

async function tryCode(email: string, of: string) {
  app.clock.advance(30_000)
  const browser = new Browser(app, instance)
  const { response } = await startSignIn(browser, email)
  return { browser, answer: await second(browser, response.id, 'totp', codeOf(of, app.clock.now())) }
}

/** A second app, as the user would add one. */
async function addSecond(userId: string): Promise<string> {
  const { db, keyring } = app.context
  const row = await db.selectFrom('totp_factors').selectAll().where('user_id', '=', userId).executeTakeFirstOrThrow()
  const id = `${row.id.slice(0, -1)}${row.id.endsWith('0') ? '1' : '0'}`
  const secret_sealed = keyring.seal(otherSecret, { purpose: 'totp', row: id, owner: userId })
  await db
    .insertInto('totp_factors')
    .values({ ...row, id, secret_sealed })
    .execute()
  return row.id
}

test('a damaged authenticator app is denied and recorded once a day, and the other app still signs in (R113, R118)', async () => {
  const { id, email } = await person()
  const damaged = await addSecond(id)
  await damage('totp_factors', damaged)
  for (let guess = 0; guess < 2; guess++) {
    const { answer } = await tryCode(email, secret)
    expect([answer.status, answer.code]).toEqual([422, 'form_code_incorrect'])
  }
  expect((await tryCode(email, otherSecret)).answer.response.status).toBe('complete')
  expect((await unreadable(app)).filter((row) => row === damaged)).toHaveLength(1)
  expect(await findUnreadable(app.context.db, app.context.keyring)).toContainEqual({
    place: 'totp_factors.secret_sealed',
    row: damaged,
  })
  expect((await call('DELETE', `/users/${id}/totp/${damaged}`)).status).toBe(200)
  expect((await tryCode(email, otherSecret)).answer.response.status).toBe('complete')
})

test('a damaged authenticator app stays a second factor through a change of the account and its undo (R73, R118)', async () => {
  const { id, email } = await person()
  await damage('totp_factors', await newest('totp_factors'))
  expect((await call('PATCH', `/users/${id}`, { password: 'another secret of mine' })).status).toBe(200)
  const browser = new Browser(app, instance)
  expect((await pressUndo(browser, await undoToken(browser, email))).status).toBe(200)
  const left = await app.context.db.selectFrom('totp_factors').selectAll().where('user_id', '=', id).execute()
  expect(left).toHaveLength(1)
  expect((await findUnreadable(app.context.db, app.context.keyring)).map(({ row }) => row)).toContain(left[0]?.id)
})

test('a damaged snapshot refuses the undo, changes nothing, and works when it is repaired (R72, R118)', async () => {
  const { id, email } = await person()
  await call('PATCH', `/users/${id}`, { password: 'another secret of mine' })
  const snapshot = await newest('factor_snapshots')
  const repair = await damage('factor_snapshots', snapshot)
  const browser = new Browser(app, instance)
  const token = await undoToken(browser, email)
  expect((await pressUndo(browser, token)).status).toBe(500)
  expect(await unreadable(app)).toContain(snapshot)
  expect((await startSignIn(browser, email, 'another secret of mine')).response.status).toBe('needs_second_factor')
  await repair()
  expect((await pressUndo(browser, token)).status).toBe(200)
})

test('a damaged signing key signs nothing, and replacing it brings tokens back (R118)', async () => {
  const { id: key } = await app.context.db
    .selectFrom('signing_keys')
    .select('id')
    .where('instance_id', '=', instance.instance.id)
    .executeTakeFirstOrThrow()
  await damage('signing_keys', key)
  const email = `damaged${++count}@example.com`
  await call('POST', '/users', { email_address: [email], password })
  const browser = new Browser(app, instance)
  const entered = await startSignIn(browser, email)
  const token = async (on: Browser, session: string | null) =>
    on.post<{ jwt?: string }>(`/client/sessions/${session}/tokens`)
  const { id: session } = await app.context.db
    .selectFrom('sessions')
    .select('id')
    .where('instance_id', '=', instance.instance.id)
    .executeTakeFirstOrThrow()
  expect((await browser.get('/client')).status).toBe(500)
  expect(JSON.stringify(entered.body)).not.toContain('eyJ')
  expect((await token(browser, session)).status).toBe(500)
  expect(await unreadable(app)).toContain(key)
  await replaceSigningKeys(app.context, instance.instance.id, 'cli')
  const again = new Browser(app, instance)
  const { response } = await startSignIn(again, email)
  expect((await token(again, (response as SignInView).created_session_id)).response.jwt).toMatch(/^eyJ/)
})

test('a damaged message is not sent and keeps neither the others nor the inbox back (R118, R137)', async () => {
  const sent: string[] = []
  app.context.senders.email = [
    {
      name: 'test',
      close: async () => {},
      send: async ({ to }: { to: string }) => {
        sent.push(to)
        return { providerId: to }
      },
    },
  ] as never
  const people = [await signUp(app, instance, 'one@example.com'), await signUp(app, instance, 'two@example.com')]
  const { db } = app.context
  const first = await db.selectFrom('messages').selectAll().where('destination', '=', 'one@example.com').execute()
  for (const { id } of first) await damage('messages', id)
  const worker = startWorker(app.context)
  const queued = () => db.selectFrom('messages').select('id').where('status', '=', 'queued').execute()
  await expect.poll(async () => (await queued()).length, { timeout: 20_000 }).toBe(0)
  await worker.stop()
  app.context.senders.email = []
  expect(new Set(sent)).toEqual(new Set(['two@example.com']))
  const refused = await db
    .selectFrom('messages')
    .select(['status', 'problem'])
    .where('destination', '=', 'one@example.com')
    .execute()
  expect(refused[0]).toEqual({ status: 'refused', problem: 'The stored message cannot be decrypted.' })
  const [browser] = people
  const shown = await mailed(browser as Browser, 'one@example.com')
  expect(shown.map(({ body }: MessageView) => body)).toContain('This message cannot be decrypted.')
  expect(await unreadable(app)).toContain(first[0]?.id)
})

test('a damaged handshake is as unknown as one that never was (R94, R118)', async () => {
  const browser = await signUp(app, instance, `damaged${++count}@example.com`)
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const query = new URLSearchParams({ redirect_url: 'http://localhost:3000/', format: 'nonce' })
  const url = `http://${instance.instance.host}/v1/client/handshake?${query}`
  const answer = await app.app.request(url, { headers: { cookie, accept: 'text/html' } })
  const nonce = new URL(answer.headers.get('location') ?? '').searchParams.get('__clerk_handshake_nonce')
  const id = await newest('handshakes')
  await damage('handshakes', id)
  const redeemed = await call('GET', `/clients/handshake_payload?nonce=${nonce}`)
  expect([redeemed.status, redeemed.code]).toEqual([404, 'resource_not_found'])
  expect(await unreadable(app)).toContain(id)
})

test.each(['webhook_secrets', 'webhook_endpoints'] as const)(
  'an endpoint with damaged %s gets no webhook, signed or not, and says so (R118, R138)',
  async (table) => {
    const { db, config } = app.context
    expect(config.url).toContain('localhost')
    const made = await call<{ id: string }>('POST', '/webhooks/endpoints', { url: 'http://127.0.0.1:9/hook' })
    await call('POST', `/webhooks/endpoints/${made.response.id}/test`)
    const damaged = table === 'webhook_endpoints' ? made.response.id : await newest(table)
    await damage(table, damaged)
    const row = await db
      .selectFrom('webhook_deliveries')
      .selectAll()
      .where('endpoint_id', '=', made.response.id)
      .executeTakeFirstOrThrow()
    const tried = await deliver(app.context, row, 1000)
    expect(tried).toMatchObject({ status: null, problem: expect.stringContaining('cannot be decrypted') })
    expect(await unreadable(app)).toContain(damaged)
    expect((await call('GET', '/webhooks/endpoints')).status).toBe(200)
  },
)

test('a damaged pepper refuses the start in words, and one damaged key id does not (R114, R118)', async () => {
  const { db, keyring } = app.context
  const { id } = await person()
  const row = await db.selectFrom('totp_factors').selectAll().where('user_id', '=', id).executeTakeFirstOrThrow()
  const secret_sealed = row.secret_sealed.replace(/^v1\.(.)/, (_, digit) => `v1.${digit === '0' ? '1' : '0'}`)
  await db.updateTable('totp_factors').set({ secret_sealed }).where('id', '=', row.id).execute()
  await admitMasterKeys(db, keyring, app.clock.now())
  expect((await findUnreadable(db, keyring)).map((each) => each.row)).toContain(row.id)

  const repair = await damage('peppers', 'pepper')
  await expect(loadKeyring(db, [masterKey], systemRandom)).rejects.toThrow(/The master key does not fit|damaged/)
  await repair()
})

test('a damaged answer to a lost request is refused, and its owner goes on with the new cookie (R118)', async () => {
  const { email } = await person()
  const begun = new Browser(app, instance)
  const { response: signIn } = await startSignIn(begun, email)
  await second(begun, signIn.id, 'totp', codeOf(secret, app.clock.now()))
  app.clock.advance(60_000)
  const browser = begun
  const { response } = await browser.get<{ last_active_session_id: string }>('/client')
  const path = `/client/sessions/${response.last_active_session_id}/verify`
  await browser.post(path, { level: 'first_factor' })
  const kept = browser.copy()
  const fields = { strategy: 'password', password }
  expect((await browser.post(`${path}/attempt_first_factor`, fields)).status).toBe(200)
  await damage('client_renewals', await newest('client_renewals'))
  const repeat = await kept.post(`${path}/attempt_first_factor`, fields)
  expect([repeat.status, repeat.headers.getSetCookie()]).toEqual([500, []])
  expect((await browser.get('/me')).status).toBe(200)
})

test('every sealed column is damaged by a test in this file', () => {
  const damaged = ['totp_factors', 'signing_keys', 'messages', 'handshakes', 'factor_snapshots', 'client_renewals']
  expect(new Set(sealedColumns.map(({ table }) => table))).toEqual(
    new Set([...damaged, 'webhook_secrets', 'webhook_endpoints', 'peppers']),
  )
})
