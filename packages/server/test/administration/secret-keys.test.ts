import { expect, test } from 'vitest'
import { backendRoutes } from '../../src/backend-api/routes.ts'
import { transact } from '../../src/db/transact.ts'
import type { KeyScope } from '../../src/instances/key-scopes.ts'
import { newSecretKey } from '../../src/instances/keys.ts'
import { insertSecretKey } from '../../src/instances/secret-keys.store.ts'
import { type OneOperator, operator } from '../recovery/operators.ts'
import { app, call, day, instance, setScene } from '../recovery/scene.ts'
import { Browser, backend } from '../support/browser.ts'

setScene()

interface Key {
  id: string
  secret_key: string
  scopes: string[]
  expires_at: number | null
  made_by: string | null
  made_by_name: string | null
  last_used_at: number | null
}
const at = (path: string) => `/instances/${instance.instance.id}${path}`
async function make(by: OneOperator, wish: object): Promise<Key> {
  const { status, response } = await by.ask<Key>('POST', at('/keys'), { name: 'limited', ...wish })
  expect(status).toBe(200)
  return response
}
const asking = (key: Pick<Key, 'secret_key'>) => backend(app, instance, key.secret_key)
/** GETs that hand out or consume what stands for a user, and changes that only read. */
const noReads = new Set(['/clients/handshake_payload', '/testing/messages'])
const reads = new Set([
  '/clients/verify',
  '/sessions/:id/freshness',
  '/instance/settings/preview',
  '/instance/policy/simulate',
])
const ofSettings = /^\/(?:instance|webhooks|jwt_templates)(?:\/|$)/
const ofUsers = /^\/instance\/policy\/(?:board\/users(?:\.csv)?|reminders)$/

function isAllowed(scope: KeyScope, { method, path }: { method: string; path: string }): boolean {
  if (path === '/jwks') return true
  const isRead = (method === 'GET' && !noReads.has(path)) || reads.has(path)
  if (scope === 'read') return isRead
  return scope === 'settings'
    ? ofSettings.test(path) && !ofUsers.test(path)
    : !ofSettings.test(path) || ofUsers.test(path)
}

test('opens to a secret key with a scope exactly the routes of that scope, and everything to one without (R130)', async () => {
  const ada = await operator()
  for (const scope of ['read', 'users', 'settings'] as const) {
    const key = await make(ada, { scopes: [scope] })
    const headers = { authorization: `Bearer ${key.secret_key}`, 'content-type': 'application/json' }
    for (const row of backendRoutes) {
      const path = row.path.replaceAll(/:\w+/g, 'none')
      const body = row.method === 'GET' ? {} : { body: '{}' }
      // Some answers are no JSON.
      const answer = await app.app.request(`http://localhost:4100/v1${path}`, { method: row.method, headers, ...body })
      const seen = (await answer.text()).includes('"secret_key_scope"') ? 'refused' : 'allowed'
      expect([scope, row.method, row.path, seen]).toEqual([
        scope,
        row.method,
        row.path,
        isAllowed(scope, row) ? 'allowed' : 'refused',
      ])
    }
  }
  const both = asking(await make(ada, { scopes: ['users', 'settings'] }))
  expect((await both('GET', '/users')).status).toBe(200)
  expect((await both('GET', '/instance/settings')).status).toBe(200)
})

test('refuses a secret key from its expiry on, names the remedy, and keeps scope and lifetime when it is rolled (R130)', async () => {
  const ada = await operator()
  const key = await make(ada, { scopes: ['read'], expires_in_days: 30 })
  expect(key).toMatchObject({ scopes: ['read'], expires_at: app.clock.now() + 30 * day, made_by: ada.userId })
  const ask = asking(key)
  expect((await ask('GET', '/users')).status).toBe(200)
  app.clock.advance(30 * day)
  const late = await ask('GET', '/users')
  expect([late.status, late.code]).toEqual([401, 'secret_key_expired'])
  expect(late.errors[0]?.long_message).toContain('dashboard, under API keys')
  const bob = await operator()
  const { response: rolled } = await bob.ask<Key>('POST', at(`/keys/${key.id}/roll`))
  expect(rolled).toMatchObject({ scopes: ['read'], expires_at: app.clock.now() + 30 * day, made_by: bob.userId })
  expect((await asking(rolled)('GET', '/users')).status).toBe(200)
  expect((await asking(rolled)('POST', '/users', {})).code).toBe('secret_key_scope')
  for (const wrong of [{ scopes: ['everything'] }, { expires_in_days: 0 }, { expires_in_days: 3651 }])
    expect((await bob.ask('POST', at('/keys'), { name: 'wrong', ...wrong })).status).toBe(422)
})

test('names in the audit log the key that acted, lists keys with their makers, and revokes them (R145)', async () => {
  const eve = await operator()
  const key = await make(eve, {})
  const ask = asking(key)
  const { response: user } = await ask<{ id: string }>('POST', '/users', { email_address: ['by-key@example.com'] })
  interface Log {
    data: { event: string; actor_id: string; by: { kind: string; name: string } }[]
  }
  const { response: log } = await eve.ask<Log>('GET', at(`/audit-logs?user=${user.id}`))
  const entry = log.data.find(({ event }) => event === 'user.created')
  expect(entry).toMatchObject({ actor_id: key.id, by: { kind: 'key', name: 'limited' } })
  const { response: keys } = await eve.ask<Key[]>('GET', at('/keys'))
  const listed = keys.find(({ id }) => id === key.id)
  expect(listed).toMatchObject({ made_by: eve.userId, made_by_name: eve.username, last_used_at: expect.any(Number) })
  expect(keys.some(({ made_by }) => made_by === null)).toBe(true)
  expect((await eve.ask('DELETE', at(`/keys/${key.id}`))).status).toBe(200)
  expect((await ask('GET', '/users')).code).toBe('clerk_key_invalid')
  expect((await eve.ask('DELETE', at(`/keys/${key.id}`))).code).toBe('resource_not_found')
  const rows = app.database.db.selectFrom('audit').selectAll().where('event', '=', 'secret_key.revoked')
  expect((await rows.execute()).map(({ actor_id }) => actor_id)).toContain(eve.userId)
})

test('does not let a key that may only read speak for visitors in front of the Frontend API (R130)', async () => {
  const given = { name: 'proxy', by: null, scopes: ['read'] } as const
  const key = newSecretKey(app.context, instance.instance, given)
  await transact(app.context.db, (trx) => insertSecretKey(trx, key.row))
  const browser = new Browser(app, instance)
  browser.headers = { 'clerk-secret-key': key.secret }
  expect((await browser.get('/environment')).code).toBe('secret_key_scope')
  browser.headers = { 'clerk-secret-key': instance.secretKey }
  expect((await browser.get('/environment')).status).toBe(200)
  expect((await call('GET', '/users')).status).toBe(200)
})
