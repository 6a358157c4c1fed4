import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { ClientView, SignInView, TokenView } from '@countersign/contract'
import { afterAll, expect, test } from 'vitest'
import { loadKeyring } from '../../src/db/keys.ts'
import { makeNewest } from '../../src/db/master-keys.ts'
import { retireKey } from '../../src/keys/retire.ts'
import { makeNextPepper } from '../../src/keys/rotate-pepper.ts'
import { publishNextKey } from '../../src/keys/rotate-signing.ts'
import { masterKeyStatus, pepperStatus } from '../../src/keys/status.ts'
import { turnMasterKeys } from '../../src/keys/turn-master.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, codeOf, password, second, startSignIn } from '../support/browser.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { fetchKeys, type KeySet, keyOf, verifies } from './verifier.ts'

const oldKey = randomBytes(32)
const newKey = randomBytes(32)
const people = 3
/** Sign-ins of each: the last one is after the change. */
const rounds = [0, 1, 2]
/** As hours become: a verifier keeps its key set for so long. */
const cachedFor = 300
let here: TestApp
const servers: ServerProcess[] = []
afterAll(async () => {
  await Promise.all(servers.map((server) => server.kill()))
  await here?.close()
})

async function start(...keys: Buffer[]): Promise<ServerProcess> {
  const { options } = here.database
  const where =
    options.kind === 'postgres' ? { DATABASE_URL: options.url } : { COUNTERSIGN_DATA_DIR: options.directory }
  const server = await startServer(await freePort(), {
    ...where,
    COUNTERSIGN_MASTER_KEY: keys.map((key) => key.toString('base64')).join(),
    COUNTERSIGN_TRUSTED_PROXIES: '127.0.0.1',
  })
  servers.push(server)
  return server
}

test('signing keys, pepper and master key change under load: no request fails, no token is refused, nobody enrols again (R93, R115)', async () => {
  here = await startTestApp({}, { masterKeys: [oldKey] })
  const instance = await here.create({ environment: 'production', host: 'clerk.busy.example' }, mfaOn)
  const context = { ...here.context, clock: systemClock }
  const secrets = Array.from({ length: people }, (_, index) => 'ABC'[index]?.repeat(32) ?? '')
  // A code of this moment is right for half a minute at least, however busy the machine is, and once: each sign-in has an account of its own.
  const emailOf = (index: number, round: number) => `p${index}.${round}@example.com`
  for (const [index, totp_secret] of secrets.entries())
    for (const round of rounds) {
      const fields = { email_address: [emailOf(index, round)], password, totp_secret }
      expect((await backend(here, instance)('POST', '/users', fields)).status).toBe(200)
    }
  const { id } = instance.instance
  const next = await publishNextKey(context, id)
  expect(await makeNextPepper(context)).not.toBeNull()

  // Two hours, and two minutes, are seconds here. A server that knows the pepper when it starts uses it in time.
  const change = systemClock.now() + 3_000
  for (const table of ['signing_keys', 'peppers'] as const) {
    await context.db.updateTable(table).set({ active_at: change }).where('active_at', '>', systemClock.now()).execute()
    await context.db
      .updateTable(table)
      .set({ retired_at: change })
      .where('retired_at', '>', systemClock.now())
      .execute()
  }
  let target = await start(oldKey, newKey)

  let isOver = false
  const failures: unknown[] = []
  const signed = new Set<string>()
  let [signIns, tokens] = [0, 0]
  /** To the server that is there; while SQLite changes hands, nobody is for a moment. */
  const request = async (url: string, init?: RequestInit): Promise<Response> => {
    for (;;) {
      try {
        return await target.request(url, init)
      } catch (error) {
        // What the dying server had read it answers; the rest never reached it.
        const { code = '' } = error as NodeJS.ErrnoException
        if (!['ECONNREFUSED', 'ECONNRESET'].includes(code)) throw error
        await wait(20)
      }
    }
  }
  const both = { ...here, app: { request } as unknown as TestApp['app'] }

  async function person(index: number): Promise<void> {
    for (const round of rounds) {
      if (round === 2) await wait(Math.max(0, change + 200 - systemClock.now()))
      const browser = new Browser(both, instance)
      browser.origin = `https://${instance.instance.host}`
      browser.headers = { 'x-forwarded-for': `10.1.${index}.${round + 1}` }
      const { response } = await startSignIn(browser, emailOf(index, round))
      const code = codeOf(secrets[index] ?? '', systemClock.now())
      const done = await second(browser, response.id, 'totp', code)
      if ((done.response as SignInView | undefined)?.status !== 'complete')
        failures.push([index, round, response, done.body])
      signIns += 1
      const session = (await browser.get<ClientView>('/client')).response.last_active_session_id
      for (let count = 0; count < 4 || (isOver === false && round === 2); count++) {
        const { response, body } = await browser.post<TokenView>(`/client/sessions/${session}/tokens`)
        if (!response?.jwt || !verifies(response.jwt, set)) failures.push([index, body])
        else signed.add(keyOf(response.jwt))
        tokens += 1
        await wait(60)
      }
    }
  }
  const app = new Browser(both, instance)
  let set: KeySet = await fetchKeys(app)
  const caching = (async () => {
    while (!isOver) {
      await wait(cachedFor)
      set = await fetchKeys(app)
    }
  })()
  const everybody = secrets.map((_, index) => person(index).catch((error: unknown) => failures.push(error)))

  await wait(Math.max(0, change - systemClock.now()) + 500)
  const first = target
  if (here.database.options.kind === 'postgres') {
    target = await start(newKey, oldKey)
    await first.stop()
  } else {
    await first.stop()
    target = await start(newKey, oldKey)
  }
  await wait(500)
  isOver = true
  await Promise.all([...everybody, caching])

  expect(failures).toEqual([])
  expect(signIns).toBe(people * rounds.length)
  expect(tokens).toBeGreaterThanOrEqual(people * 12)
  expect(signed.has(next?.id ?? '')).toBe(true)
  const keyring = await loadKeyring(here.context.db, [newKey, oldKey], systemRandom, systemClock.now())
  const now = { ...context, keyring }
  // What the older server did in its last moments is left to the next turn.
  await makeNewest(now.db, keyring, systemClock.now())
  await turnMasterKeys(now)
  const master = await masterKeyStatus(now)
  expect(master.find((key) => key.current)).toMatchObject({ percent: 100 })
  expect((await pepperStatus(now)).find(({ state }) => state === 'current')?.passwords).toBeGreaterThan(0)
  await retireKey(now, keyring.keyIds[1] ?? '')
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
