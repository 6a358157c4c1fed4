import { expect, test } from 'vitest'
import { app, ask, dashboard, instance, other, setScene } from '../sms-dashboard/scene.ts'

setScene()

interface Endpoint {
  id: string
  secret?: string
}
const local = { url: 'http://localhost:9/hook' }

test('an operator keeps the endpoints of each instance; every change is in the audit log, no secret is (R130, R145)', async () => {
  const { response } = await ask<Endpoint>('POST', '/webhooks/endpoints', { ...local, events: ['user.created'] })
  const { id, secret } = response
  expect(secret).toMatch(/^whsec_/)
  const one = `/webhooks/endpoints/${id}`
  expect(JSON.stringify((await ask('GET', '/webhooks/endpoints')).body)).not.toContain('whsec_')
  expect((await ask('GET', one, undefined, other)).code).toBe('resource_not_found')
  expect((await ask('GET', one, undefined, dashboard)).code).toBe('resource_not_found')
  expect((await ask('PATCH', one, { url: 'https://192.168.0.1/' })).code).toBe('webhook_url_not_allowed')
  expect((await ask('PATCH', one, { events: ['user.renamed'] })).code).toBe('form_param_format_invalid')
  await ask('PATCH', one, { enabled: false, description: 'Back office' })
  await ask('PATCH', one, { enabled: true })
  await ask('POST', `${one}/test`)
  expect((await ask('GET', `${one}/deliveries`)).body).toMatchObject({ deliveries: [{ type: 'endpoint.test' }] })
  await ask('POST', `${one}/rotate_secret`)
  await ask('DELETE', one)
  expect((await ask('GET', '/webhooks/endpoints')).body).toEqual([])
  const audit = app.database.db
    .selectFrom('audit')
    .select(['event', 'actor_id', 'details'])
    .where('event', 'like', 'webhook%')
    .where('instance_id', '=', instance.instance.id)
  const rows = await audit.orderBy('id').execute()
  expect(new Set(rows.map(({ event }) => event.replace('webhook_endpoint.', '')))).toEqual(
    new Set(['added', 'changed', 'tested', 'secret_rotated', 'removed']),
  )
  for (const row of rows) {
    expect(row.actor_id).toMatch(/^user_/)
    expect(row.details).not.toContain('whsec_')
  }
})

test('without a fresh proof nothing is changed, and there are never more than twenty endpoints (R130)', async () => {
  for (let number = 0; number < 20; number++) expect((await ask('POST', '/webhooks/endpoints', local)).status).toBe(200)
  expect((await ask('POST', '/webhooks/endpoints', local)).code).toBe('webhook_endpoints_full')
  app.clock.advance(11 * 60_000)
  expect((await ask('POST', '/webhooks/endpoints', local)).code).toBe('session_reverification_required')
  expect((await ask<Endpoint[]>('GET', '/webhooks/endpoints')).response).toHaveLength(20)
})
