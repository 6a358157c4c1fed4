import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { loadKeyring } from '../../src/db/keys.ts'
import { reseal, sealedStatus } from '../../src/db/reseal.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { sealEndpointUrls } from '../../src/webhooks/seal-urls.ts'
import {
  addEndpoint,
  app,
  call,
  createUser,
  type Endpoint,
  instance,
  masterKey,
  receiver,
  round,
  setScene,
} from './scene.ts'

setScene()

const secretPath = '/services/T0secret/B1secret?token=q2secret'

/** Every table as it is stored. */
async function storedText(): Promise<string> {
  const { db } = app.database
  const tables = await db.introspection.getTables()
  const all = await Promise.all(tables.map(({ name }) => sql`select * from ${sql.table(name)}`.execute(db)))
  return JSON.stringify(all.map(({ rows }) => rows))
}

test('stores the path and query of a webhook URL encrypted, and shows neither to anyone afterwards (R113, R130, R146)', async () => {
  const endpoint = await addEndpoint([], secretPath)
  const masked = `${receiver.base}/…`
  expect(endpoint.url).toBe(masked)
  const one = `/webhooks/endpoints/${endpoint.id}`
  expect((await call<Endpoint>('GET', one)).response.url).toBe(masked)
  await createUser()
  await round()
  expect(receiver.requests.map(({ path }) => path)).toContain(secretPath)

  // An edit that sends back what was shown, or nothing, keeps the address.
  for (const fields of [{ url: masked, description: 'Chat' }, { description: 'Chat of ours' }])
    expect((await call<Endpoint>('PATCH', one, fields)).response.url).toBe(masked)
  receiver.requests.length = 0
  await createUser()
  await round()
  expect(receiver.requests.map(({ path }) => path)).toContain(secretPath)

  const moved = await call<Endpoint>('PATCH', one, { url: `${receiver.base}/other/q3secret` })
  expect(moved.response.url).toBe(masked)
  await call('DELETE', `/webhooks/endpoints/${(await addEndpoint([], secretPath)).id}`)
  expect(await storedText()).not.toMatch(/secret\b(?<=[TBq]\dsecret)/)
})

test('shows a webhook URL that has no path and no query as it is (R130)', async () => {
  expect((await addEndpoint([], '/')).url).toBe(`${receiver.base}/`)
})

test('encrypts webhook URLs from before they were encrypted, delivers to them meanwhile, and rotates their key (R113, R115)', async () => {
  const endpoint = await addEndpoint([], secretPath)
  const { db } = app.database
  const plain = { url: `${receiver.base}${secretPath}`, url_sealed: '' }
  await db.updateTable('webhook_endpoints').set(plain).where('id', '=', endpoint.id).execute()
  await createUser()
  await round()
  expect(receiver.requests.map(({ path }) => path)).toContain(secretPath)
  const view = async () => (await call<Endpoint>('GET', `/webhooks/endpoints/${endpoint.id}`)).response.url
  expect(await view()).toBe(`${receiver.base}/…`)

  expect(await sealEndpointUrls(app.context)).toBe(1)
  expect(await sealEndpointUrls(app.context)).toBe(0)
  const row = await db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('id', '=', endpoint.id)
    .executeTakeFirstOrThrow()
  expect(JSON.stringify(row)).not.toContain('T0secret')
  expect(await view()).toBe(`${receiver.base}/…`)

  const newKey = systemRandom.bytes(32)
  const both = await loadKeyring(db, [newKey, masterKey], systemRandom, app.clock.now())
  await reseal(db, both)
  const binding = { purpose: 'webhook_url', row: endpoint.id, owner: instance.instance.id } as const
  const { url_sealed } = await db
    .selectFrom('webhook_endpoints')
    .select('url_sealed')
    .where('id', '=', endpoint.id)
    .executeTakeFirstOrThrow()
  expect(both.keyIdOf(url_sealed)).toBe(both.currentKeyId)
  expect(both.open(url_sealed, binding)).toBe(plain.url)
  expect((await sealedStatus(db, both))[app.context.keyring.currentKeyId]).toBe(0)
  // For the other tests of this file.
  await reseal(db, await loadKeyring(db, [masterKey, newKey], systemRandom, app.clock.now()))
})
