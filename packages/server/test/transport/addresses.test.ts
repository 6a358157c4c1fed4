import { expect, test } from 'vitest'
import { frontendRoutes } from '../../src/frontend-api/routes.ts'
import { signUp } from '../support/browser.ts'
import { app, ask, codeOf, development, own, post, setScene } from './scene.ts'

setScene()

test.each([
  '/v1//client',
  '//v1/client',
  '/v1/client/',
  '/v1/Client',
  '/V1/client',
  '/v1/client;a=b',
  '/v1%2fclient',
  '/v1/%63lient',
  '/v1/client%00',
  '/v1/client%2f..%2fenvironment',
  '/v1/client/.',
  '/dashboard/api',
  '/i/acme',
  '/v2/client',
  '/v1',
  '/v1/nothing',
  '/i/acme/v2/client',
  '/i/acme//v1/client',
  '/i/ACME/v1/client',
  '/nothing',
  '/sign-in//x',
  '/dashboard/api/nothing',
])('%s is not an address (R62)', async (path) => {
  const answer = await ask(path)
  expect(answer.status).toBe(404)
})

test('a trailing slash is taken on POST, where the SDKs send it, and finds the same guard (R62)', async () => {
  expect(await codeOf(await post('/v1/me/backup_codes/'))).toBe('signed_out')
  expect(await codeOf(await post('/v1/me/backup_codes'))).toBe('signed_out')
})

test('_method counts on POST only, the header of the same purpose never (R62)', async () => {
  expect(await codeOf(await post('/v1/me?_method=PATCH'))).toBe('signed_out')
  expect(await codeOf(await post('/v1/me', '', { 'x-http-method-override': 'PATCH' }))).toBe('route_not_found')
  expect((await ask('/v1/client?_method=DELETE')).status).toBe(200)
  for (const query of ['_method=TRACE', '_method=patch', '_method=PATCH&_method=PUT', '_method=']) {
    expect(await codeOf(await post(`/v1/me?${query}`))).toBe('request_malformed')
  }
})

test('GET, HEAD and OPTIONS have no effects: the database is the same before and after (R122)', async () => {
  const browser = await signUp(app, development, 'reader@example.com')
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const state = async () => {
    const tables = [
      'users',
      'clients',
      'sessions',
      'sign_ins',
      'sign_ups',
      'email_addresses',
      'totp_factors',
      'backup_codes',
      'verifications',
      'messages',
      'tickets',
      'audit',
    ] as const
    return JSON.stringify(
      await Promise.all(tables.map((table) => app.context.db.selectFrom(table).selectAll().execute())),
    )
  }
  const before = await state()
  for (const route of frontendRoutes) {
    const path = `/v1${route.path.replace(/:\w+/g, 'x')}`
    for (const method of ['GET', 'HEAD', 'OPTIONS']) await ask(path, { method, headers: { cookie, origin: own } })
  }
  expect(await state()).toBe(before)
})

test('HEAD answers as GET, without a body', async () => {
  const answer = await ask('/v1/environment', { method: 'HEAD' })
  expect([answer.status, await answer.text()]).toEqual([200, ''])
})
