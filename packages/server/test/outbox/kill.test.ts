import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { loadKeyring } from '../../src/db/keys.ts'
import type { Keyring } from '../../src/lib/keyring.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { type Child, startChild } from '../support/child.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { SmsProvider } from '../support/peers/sms-provider.ts'
import { putInstance } from '../support/rows.ts'

const key = systemRandom.bytes(32)
let database: TestDatabase
let keyring: Keyring
let provider: SmsProvider
let child: Child | undefined

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
  const now = Date.now()
  const rows = Array.from({ length: count }, (_, index) => {
    const id = `msg_${String(from + index).padStart(6, '0')}`
    const content = JSON.stringify({ subject: '', body: `code of ${id}` })
    return {
      id,
      instance_id: 'ins_1',
      channel: 'sms' as const,
      kind: 'code',
      destination: '+4915112345678',
      destination_key: '+4915112345678',
      content_sealed: keyring.seal(content, { purpose: 'message', row: id, owner: 'ins_1' }),
      created_at: now,
      status: 'queued' as const,
      is_kept: 0,
      country: 'DE',
      next_at: now,
      expires_at: now + 600_000,
    }
  })
  await database.db.insertInto('messages').values(rows).execute()
  return rows.map(({ id }) => id)
}

const waiting = async () =>
  (await database.db.selectFrom('messages').select('id').where('status', '=', 'queued').execute()).length

test('killed while sending, again and again: nothing is lost, and what goes twice is the same message under the same id (R137)', async () => {
  const transport = await provider.listen()
  // Slow enough that every kill meets messages in hand.
  provider.behave = (_, answer) => void setTimeout(() => answer.writeHead(200).end('{}'), 20)
  const ids: string[] = []
  let inHand = 0
  for (let round = 0; round < 10; round++) {
    ids.push(...(await queue(60, ids.length)))
    child = startChild(
      new URL('./kill.worker.ts', import.meta.url),
      JSON.stringify(database.options),
      key.toString('base64'),
      transport,
    )
    await child.reaches((lines) => lines.includes('started'))
    await wait(20 + round * 12)
    await child.kill()
    const leased = database.db.selectFrom('messages').select('id').where('status', '=', 'queued').where('tries', '>', 0)
    inHand += (await leased.execute()).length
    // Its lease runs out.
    await database.db.updateTable('messages').set({ next_at: Date.now() }).where('status', '=', 'queued').execute()
  }
  child = startChild(
    new URL('./kill.worker.ts', import.meta.url),
    JSON.stringify(database.options),
    key.toString('base64'),
    transport,
  )
  await vi.waitFor(async () => expect(await waiting()).toBe(0), { timeout: 30_000, interval: 100 })
  expect(new Set(provider.got.map(({ id }) => id))).toEqual(new Set(ids))
  for (const { id, body } of provider.got) expect(body).toBe(`code of ${id}`)
  // Twice only where the provider had it and the process died before it could write that down.
  expect(inHand).toBeGreaterThan(0)
  expect(provider.got.length - ids.length).toBeLessThanOrEqual(inHand)
}, 90_000)
