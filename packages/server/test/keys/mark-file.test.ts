import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { markFiles, raiseMark } from '../../src/db/high-water.ts'
import { settleRestore } from '../../src/keys/after-restore.ts'
import { openContext } from '../../src/open-context.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { putBack, takeCopy } from './copies.ts'

const masterKeys = [Buffer.alloc(32, 6)]
let app: TestApp
let outside: string
beforeAll(async () => {
  app = await startTestApp({}, { masterKeys })
  await app.create()
})
afterAll(() => app.close())
beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), 'mark-'))
  return () => rmSync(outside, { recursive: true })
})

const config = () => ({ ...app.context.config, masterKeys, markFile: join(outside, 'mark') })
/** As a start or a command does. */
const open = async (given: Parameters<typeof openContext>[0] = config()) =>
  (await openContext(given, { clock: app.clock })).database.close()
const raise = () => raiseMark(app.context.db, { now: app.clock.now(), seen: 0, files: markFiles(config()) })

/** A snapshot of the volume: the database, and the mark beside it where there is one. */
async function snapshot(): Promise<() => Promise<void>> {
  const copy = await takeCopy(app.context.db)
  const beside = markFiles(app.context.config)
  for (const file of beside) copyFileSync(file, `${file}.snapshot`)
  return async () => {
    await putBack(app.context.db, copy)
    for (const file of beside) copyFileSync(`${file}.snapshot`, file)
  }
}

test('refuses to start on a database that a volume snapshot put back together with its own mark (R149)', async () => {
  await raise()
  const restoreSnapshot = await snapshot()
  app.clock.advance(60_000)
  await raise()
  await open()
  await restoreSnapshot()
  // What nothing outside the volume can tell.
  await open(app.context.config)
  await expect(open()).rejects.toThrow(/Run countersign migrate --restored/)

  const context = await openContext(config(), { clock: app.clock, isRestored: true })
  await settleRestore(context, 'cli')
  await context.database.close()
  await open()
})

test('starts with a mark file that is new, and refuses one that cannot be kept (R149)', async () => {
  await raise()
  rmSync(config().markFile)
  await open()
  await raise()
  expect(existsSync(config().markFile)).toBe(true)
  await expect(open({ ...config(), markFile: join(outside, 'none', 'mark') })).rejects.toThrow(
    /COUNTERSIGN_MARK_FILE names .* cannot be read and written/,
  )
  // A directory cannot be read as a file, for root as for everyone.
  await expect(open({ ...config(), markFile: outside })).rejects.toThrow(/COUNTERSIGN_MARK_FILE/)
})

test('refuses a mark file inside the data directory, where a snapshot would restore it as well', () => {
  const inside = { COUNTERSIGN_DATA_DIR: '/srv/data', COUNTERSIGN_MARK_FILE: '/srv/data/marks/mark' }
  expect(() => readConfig(inside)).toThrow(/COUNTERSIGN_MARK_FILE is inside the data directory/)
  const beside = readConfig({ COUNTERSIGN_DATA_DIR: '/srv/data', COUNTERSIGN_MARK_FILE: '/srv/data-mark' })
  expect(markFiles(beside)).toEqual(['/srv/data/high-water', '/srv/data-mark'])
})
