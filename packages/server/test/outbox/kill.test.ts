import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { loadKeyring } from '../../src/db/keys.ts'
import type { Keyring } from '../../src/lib/keyring.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { bundle, type Child, startChild } from '../support/child.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { messageRow } from '../support/messages.ts'
import { SmsProvider } from '../support/peers/sms-provider.ts'
import { putInstance } from '../support/rows.ts'

const key = systemRandom.bytes(32)
let database: TestDatabase
let keyring: Keyring
let provider: SmsProvider
let child: Child | undefined
let program: Awaited<ReturnType<typeof bundle>>

beforeAll(async () => {
  program = await bundle(new URL('./kill.worker.ts', import.meta.url))
})
afterAll(() => program.remove())
beforeEach(async () => {
  database = await openTestDatabase()
  keyring = await loadKeyring(database.db, [key], systemRandom)
  provider = new SmsProvider()
  await putInstance(database.db)
})
afterEach(async () => {
  await child?.kill()
  provider.stop()
  await database.close()
})

async function queue(count: number, from: number): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, index) =>
    messageRow({ keyring }, `msg_${String(from + index).padStart(6, '0')}`, Date.now()),
  )
  await database.db.insertInto('messages').values(rows).execute()
  return rows.map(({ id }) => id)
}

const idsOf = async (status: 'queued' | 'sent') =>
  (await database.db.selectFrom('messages').select('id').where('status', '=', status).execute()).map(({ id }) => id)

test('killed while sending, fifty times: nothing is lost, and what goes twice is the same message under the same id (R137)', async () => {
  const transport = await provider.listen()
  // Slow enough that every kill meets messages in hand.
  provider.behave = (_, answer) => void setTimeout(() => answer.writeHead(200).end('{}'), 20)
  const start = () => startChild(program.file, JSON.stringify(database.options), key.toString('base64'), transport)
  const ids: string[] = []
  const timesOf = (id: string) => provider.got.filter((message) => message.id === id).length
  /** How often the provider had a message when it was written down as sent. */
  const settled = new Map<string, number>()
  let inHand = 0
  for (let round = 0; round < 50; round++) {
    ids.push(...(await queue(30, ids.length)))
    child = start()
    await child.reaches((lines) => lines.includes('started'))
    // From before the first message is claimed to after most are sent.
    await wait((round * 13) % 100)
    await child.kill()
    const leased = database.db.selectFrom('messages').select('id').where('status', '=', 'queued').where('tries', '>', 0)
    inHand += (await leased.execute()).length
    for (const id of await idsOf('sent')) if (!settled.has(id)) settled.set(id, timesOf(id))
    // Its lease runs out.
    await database.db.updateTable('messages').set({ next_at: Date.now() }).where('status', '=', 'queued').execute()
  }
  child = start()
  await vi.waitFor(async () => expect(await idsOf('queued')).toEqual([]), { timeout: 30_000, interval: 100 })
  expect(new Set(provider.got.map(({ id }) => id))).toEqual(new Set(ids))
  for (const { id, body } of provider.got) expect(body).toBe(`code of ${id}`)
  for (const [id, times] of settled) expect(timesOf(id)).toBe(times)
  // Twice only where the provider had it and the process died before it could write that down.
  expect(inHand).toBeGreaterThan(50)
  expect(provider.got.length - ids.length).toBeLessThanOrEqual(inHand)
})
