import type { ClientView } from '@countersign/contract'
import { expect, test } from 'vitest'
import { sweep } from '../../src/db/cleanup.ts'
import { Browser, backend, enrol, second, signUp, startSignIn } from '../support/browser.ts'
import { addEndpoint, app, call, createUser, type Event, instance, rows, setScene } from './scene.ts'

setScene()

async function events(): Promise<Event[]> {
  const all = await app.database.db.selectFrom('webhook_events').select('body').orderBy('id').execute()
  return all.map(({ body }) => JSON.parse(body))
}
const types = async () => (await events()).map(({ type }) => type).sort()

test('where no endpoint wants an event nothing is written, and nothing is asked of the database', async () => {
  await addEndpoint(['user.deleted'])
  const id = await createUser()
  await signUp(app, instance, 'nobody-listens@example.com')
  expect(await rows()).toEqual([])
  await call('DELETE', `/users/${id}`)
  expect(await events()).toMatchObject([{ type: 'user.deleted', data: { object: 'user', id, deleted: true } }])
})

test('an event carries what the Backend API answers at that moment, one row for each endpoint that wants it', async () => {
  await addEndpoint()
  await addEndpoint(['user.created'])
  await addEndpoint(['session.created'])
  const id = await createUser()
  const read = await call<object>('GET', `/users/${id}`)
  const [event, ...others] = await events()
  expect(others).toEqual([])
  expect(event).toEqual({
    object: 'event',
    type: 'user.created',
    data: read.response,
    timestamp: app.clock.now(),
    instance_id: instance.instance.id,
    event_attributes: { http_request: { client_ip: expect.any(String), user_agent: expect.any(String) } },
  })
  expect(await rows()).toHaveLength(2)
})

test('a person’s way through sign-up, factors and sign-out is told step by step', async () => {
  await addEndpoint()
  const browser = await signUp(app, instance, 'way@example.com')
  expect(await types()).toEqual(['session.created', 'user.created'])
  const session = (await events()).find(({ type }) => type === 'session.created')
  expect(session?.data).toMatchObject({ object: 'session', status: 'active', user: { object: 'user' } })
  app.clock.advance(1000)
  await enrol(browser)
  const told = (await events()).slice(2)
  expect(told.map(({ type }) => type).sort()).toEqual(['factor.changed', 'mfa.enrolment.started', 'user.updated'])
  expect(told.find(({ type }) => type === 'factor.changed')?.data).toMatchObject({ strategy: 'totp', change: 'added' })
  expect(told.find(({ type }) => type === 'user.updated')?.data).toMatchObject({ totp_enabled: true })
  app.clock.advance(1000)
  await browser.delete('/client/sessions')
  expect((await types()).filter((type) => type.startsWith('session.'))).toEqual(['session.created', 'session.removed'])
})

test('a ban revokes each session and is told, and a wrong second step is as well', async () => {
  const browser = await signUp(app, instance, 'banned@example.com')
  const { secret } = await enrol(browser)
  expect(secret).not.toBe('')
  await addEndpoint(['session.revoked', 'user.updated', 'mfa.challenge.failed'])
  const elsewhere = new Browser(app, instance)
  const { response } = await startSignIn(elsewhere, 'banned@example.com')
  await second(elsewhere, response.id, 'totp', '000000')
  expect(await types()).toEqual(['mfa.challenge.failed'])
  const [user] = (await call<{ id: string }[]>('GET', '/users')).response
  await call('POST', `/users/${user?.id}/ban`)
  expect(await types()).toEqual(['mfa.challenge.failed', 'session.revoked', 'user.updated'])
  expect((await events()).find(({ type }) => type === 'user.updated')?.data).toMatchObject({ banned: true })
})

test('a session that several end at the same moment is told once', async () => {
  const browser = await signUp(app, instance, 'ended@example.com')
  await addEndpoint(['session.revoked', 'session.removed'])
  const [session] = (await browser.get<ClientView>('/client')).response.sessions
  const revoke = () => call('POST', `/sessions/${session?.id}/revoke`)
  await Promise.all(Array.from({ length: 5 }, revoke))
  expect(await types()).toEqual(['session.revoked'])
})

test('delivered events go after a week, those that nobody took after a month', async () => {
  await addEndpoint(['user.created'])
  await createUser()
  await createUser()
  const [first] = await rows()
  await app.database.db
    .updateTable('webhook_deliveries')
    .set({ status: 'delivered' })
    .where('id', '=', first?.id ?? '')
    .execute()
  const left = async (days: number) => {
    await sweep(app.database.db, app.clock.now() + days * 86_400_000)
    return (await rows()).length
  }
  expect(await left(6)).toBe(2)
  expect(await left(8)).toBe(1)
  expect(await left(31)).toBe(0)
})

test('another instance’s endpoints are unknown, and hear nothing', async () => {
  const endpoint = await addEndpoint()
  const other = await app.create({ name: 'Beside', slug: `beside-${app.clock.now()}` })
  const theirs = backend(app, other)
  for (const [method, path] of [
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/test'],
    ['POST', '/rotate_secret'],
    ['GET', '/deliveries'],
  ] as const)
    expect(
      (await theirs(method, `/webhooks/endpoints/${endpoint.id}${path}`, method === 'GET' ? undefined : {})).code,
    ).toBe('resource_not_found')
  await theirs('POST', '/users', { email_address: ['x@example.com'], password: 'correct horse battery staple' })
  expect(await rows()).toEqual([])
  expect((await call('DELETE', `/webhooks/endpoints/${endpoint.id}`)).body).toMatchObject({ deleted: true })
})
