import { runCommand } from 'citty'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { keysCommand } from '../../src/cli/keys.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { backend } from '../support/browser.ts'

const masterKey = systemRandom.bytes(32)
const day = 24 * 3_600_000
let app: TestApp
let instance: CreatedInstance
beforeAll(async () => {
  app = await startTestApp({}, { masterKeys: [masterKey] })
  instance = await app.create({ slug: 'keyed' })
  const { options } = app.database
  vi.stubEnv('COUNTERSIGN_MASTER_KEY', masterKey.toString('base64'))
  if (options.kind === 'postgres') vi.stubEnv('DATABASE_URL', options.url)
  else vi.stubEnv('COUNTERSIGN_DATA_DIR', options.directory)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await app.close()
})
afterEach(() => {
  process.exitCode = 0
})

/** Runs the command as the shell does, on the same database. */
async function run<T>(...rawArgs: string[]): Promise<T> {
  const written: string[] = []
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  try {
    await runCommand(keysCommand, { rawArgs: [...rawArgs, '--json'] })
  } finally {
    out.mockRestore()
  }
  return JSON.parse(written.join(''))
}

interface Key {
  id: string
  name: string
  scopes: string[]
  created_at: number
  expires_at: number | null
  made_by: string | null
}

test('makes, lists and revokes secret keys on the server, with scopes and an expiry, without a maker (R130)', async () => {
  const limits = ['--scope', 'users,read', '--expires-days', '3650']
  const made = await run<Key & { secret_key: string }>('create', 'keyed', '--name', 'App', ...limits)
  expect(made).toMatchObject({ name: 'App', scopes: ['read', 'users'] })
  const ask = backend(app, instance, made.secret_key)
  expect((await ask('GET', '/users')).status).toBe(200)
  expect((await ask('PATCH', '/instance/settings', {})).code).toBe('secret_key_scope')
  const listed = (await run<Key[]>('list', 'keyed')).find(({ id }) => id === made.id)
  expect(listed).toMatchObject({ name: 'App', scopes: ['read', 'users'], made_by: null })
  expect(listed?.expires_at).toBe((listed?.created_at ?? 0) + 3650 * day)
  expect(JSON.stringify(listed)).not.toContain(made.secret_key)
  await run('revoke', 'keyed', made.id)
  // The command goes by the clock of the machine, the server of this test by one of its own.
  expect((await run<Key[]>('list', 'keyed')).map(({ id }) => id)).not.toContain(made.id)
  await expect(run('revoke', 'keyed', made.id)).rejects.toThrow(/There is no secret key/)
  for (const wrong of [
    ['--scope', 'all'],
    ['--scope', ''],
    ['--expires-days', '0'],
    ['--expires-days', 'soon'],
  ])
    await expect(run('create', 'keyed', '--name', 'App', ...wrong)).rejects.toThrow(/--scope takes|--expires-days must/)
})
