import type { ClientView, TokenView } from '@countersign/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { publishNextKey, replaceSigningKeys, turnSigningKeys } from '../../src/keys/rotate-signing.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, signUp } from '../support/browser.ts'
import { fetchKeys, type KeySet, keyOf, verifies } from './verifier.ts'

const hour = 3_600_000
const day = 24 * hour
let app: TestApp
let instance: CreatedInstance
let browser: Browser
let session: string
beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create()
  browser = await signUp(app, instance, 'ada@example.com')
  session = (await browser.get<ClientView>('/client')).response.last_active_session_id ?? ''
})
afterAll(() => app.close())

const mint = async () => (await browser.post<TokenView>(`/client/sessions/${session}/tokens`)).response.jwt ?? ''
const keys = () => fetchKeys(new Browser(app, instance))
const rows = () =>
  app.context.db
    .selectFrom('signing_keys')
    .selectAll()
    .where('instance_id', '=', instance.instance.id)
    .orderBy('active_at')
    .execute()
const kids = ({ keys }: KeySet) => keys.map((key) => key['kid'])

test('a key rotates by itself after 90 days, and whoever keeps a key set for an hour never refuses a token (R93)', async () => {
  // A session that outlives the test, and its idleness.
  const later = app.clock.now() + 100 * day
  await app.context.db.updateTable('sessions').set({ expires_at: later, last_active_at: later }).execute()
  const [first] = kids(await keys())
  app.clock.advance(90 * day)
  let cached = await keys()
  let fetchedAt = app.clock.now()
  const seen: { kid: unknown; jwt: string; at: number }[] = []
  // Every process looks at once, and again and again.
  for (let minute = 0; minute <= 4 * 60; minute += 12) {
    if (app.clock.now() - fetchedAt >= hour) {
      cached = await keys()
      fetchedAt = app.clock.now()
    }
    await Promise.all([turnSigningKeys(app.context), turnSigningKeys(app.context), turnSigningKeys(app.context)])
    const jwt = await mint()
    seen.push({ kid: keyOf(jwt), jwt, at: minute })
    expect([minute, verifies(jwt, cached)]).toEqual([minute, true])
    // A token of twelve minutes ago is older than any may be; one of this step is checked with the set of the next.
    app.clock.advance(12 * 60_000)
  }
  const used = new Set(seen.map(({ kid }) => kid))
  expect(used.size).toBe(2)
  const change = seen.findIndex(({ kid }) => kid !== first)
  expect(seen[change]?.at).toBe(2 * 60)
  const all = await rows()
  expect(all).toHaveLength(2)
  // An hour and five minutes after its last token the old key has left the set, and its private half is gone.
  expect(kids(await keys())).toEqual([all[1]?.id])
  expect(all.map((row) => row.private_sealed === '')).toEqual([true, false])
  expect(all[1]?.private_sealed).toMatch(/^v1\./)
  const entries = await app.context.db
    .selectFrom('audit')
    .selectAll()
    .where('event', '=', 'signing_key.published')
    .execute()
  expect(entries).toHaveLength(1)
})

test('the next key is made once, however many ask for it (R93)', async () => {
  const made = await Promise.all(
    Array.from({ length: 5 }, () => publishNextKey(app.context, instance.instance.id, 'cli')),
  )
  expect(made.filter((key) => key !== null)).toHaveLength(1)
  expect(await publishNextKey(app.context, instance.instance.id, 'cli')).toBeNull()
  const before = keyOf(await mint())
  expect(kids(await keys())).toEqual([before, made.find((key) => key !== null)?.id])
})

test('a key that somebody else knows is out of the set at once, with the one that was to follow (R93)', async () => {
  const stolen = await mint()
  const key = await replaceSigningKeys(app.context, instance.instance.id, 'cli')
  const set = await keys()
  expect(kids(set)).toEqual([key.id])
  expect(verifies(stolen, set)).toBe(false)
  expect(verifies(await mint(), set)).toBe(true)
})
