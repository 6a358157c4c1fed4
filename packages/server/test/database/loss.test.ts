import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/db/open.ts'
import { loadSqlite } from '../../src/db/sqlite/handle.ts'
import { transact } from '../../src/db/transact.ts'
import { openTestDatabase, type TestDatabase, testEngine } from '../support/database.ts'
import { type Network, openNetwork } from '../support/network.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await openTestDatabase()
})
afterEach(() => database.close())

const put = (on: Database, key: string) => on.db.insertInto('meta').values({ key, value: 'x' }).execute()
const keys = async (on: Database) =>
  (await on.db.selectFrom('meta').select('key').orderBy('key').execute()).map((row) => row.key)

/** Two seconds are given to a statement. A busy machine may need more for its own work, but nobody waits the minutes that TCP gives a peer. */
const soon = 30_000

async function timed(work: Promise<unknown>): Promise<{ code: unknown; milliseconds: number }> {
  const start = performance.now()
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  const code = error instanceof Error && 'code' in error ? error.code : error
  return { code, milliseconds: performance.now() - start }
}

if (testEngine === 'sqlite') {
  test('while another program keeps the file locked, writes are refused soon and reads go on', async () => {
    const { DatabaseSync } = await loadSqlite()
    const directory = database.options.kind === 'sqlite' ? database.options.directory : ''
    const other = new DatabaseSync(join(directory, 'countersign.db'))
    other.exec('begin immediate')
    const refused = timed(put(database, 'refused'))
    expect(await keys(database)).toEqual([])
    const { code, milliseconds } = await refused
    expect(code).toBe('database_unavailable')
    expect(milliseconds).toBeLessThan(soon)
    other.exec('rollback')
    other.close()
    await put(database, 'later')
    expect(await keys(database)).toEqual(['later'])
  })
} else {
  let network: Network
  let distant: Database
  beforeEach(async () => {
    const url = new URL(database.options.kind === 'postgres' ? database.options.url : '')
    network = await openNetwork({ host: url.hostname, port: Number(url.port || 5432) })
    url.hostname = '127.0.0.1'
    url.port = String(network.port)
    distant = await openDatabase({ kind: 'postgres', url: url.href })
    await put(distant, 'before')
  })
  afterEach(async () => {
    await distant.close()
    await network.close()
  })

  for (const loss of ['cut', 'freeze'] as const) {
    test(`when the database is lost (${loss}), everyone is answered soon, and all works again after (R141)`, async () => {
      network[loss]()
      const works = [
        put(distant, 'lost'),
        keys(distant),
        transact(distant.db, (trx) => trx.updateTable('meta').set({ value: 'lost' }).execute()),
      ]
      for (const { code, milliseconds } of await Promise.all(works.map(timed))) {
        expect(code).toBe('database_unavailable')
        expect(milliseconds).toBeLessThan(soon)
      }
      expect(await distant.isReady()).toBe(false)
      network.mend()
      expect(await distant.isReady()).toBe(true)
      await put(distant, 'later')
      expect(await keys(distant)).toEqual(['before', 'later'])
    })
  }

  test('a connection lost in the middle of a transaction rolls it back and is not used again (R141)', async () => {
    const broken = transact(distant.db, async (trx) => {
      await trx.insertInto('meta').values({ key: 'half', value: 'x' }).execute()
      network.cut()
      await trx.insertInto('meta').values({ key: 'other half', value: 'x' }).execute()
    })
    expect((await timed(broken)).code).toBe('database_unavailable')
    network.mend()
    expect(await keys(distant)).toEqual(['before'])
    await transact(distant.db, (trx) => trx.insertInto('meta').values({ key: 'whole', value: 'x' }).execute())
    expect(await keys(distant)).toEqual(['before', 'whole'])
  })

  test('a statement that fails and is swallowed cannot be committed as if it had worked', async () => {
    const swallowing = transact(distant.db, async (trx) => {
      await trx.insertInto('meta').values({ key: 'mine', value: 'x' }).execute()
      await trx
        .insertInto('meta')
        .values({ key: 'before', value: 'x' })
        .execute()
        .catch(() => {})
    })
    await expect(swallowing).rejects.toThrow(/rolled back/)
    expect(await keys(distant)).toEqual(['before'])
  })
}
