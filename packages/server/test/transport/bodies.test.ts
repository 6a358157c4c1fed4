import { expect, test } from 'vitest'
import { signUp } from '../support/browser.ts'
import { app, ask, codeOf, development, own, post, production, setScene } from './scene.ts'

setScene()

test('too much is refused before it is read: address, body, compression (R120)', async () => {
  expect((await ask(`/v1/client?a=${'x'.repeat(9000)}`)).status).toBe(414)
  expect((await post('/v1/client/sign_ins', 'x'.repeat(64 * 1024 + 1))).status).toBe(413)
  expect((await post('/v1/client/sign_ins', '', { 'content-length': '999999999' })).status).toBe(413)
  for (const encoding of ['gzip', 'br', 'deflate, gzip']) {
    expect((await post('/v1/client/sign_ins', 'x', { 'content-encoding': encoding })).status).toBe(415)
  }
})

test('a body without a declared length is cut off at the limit (R120)', async () => {
  let sent = 0
  const endless = new ReadableStream({
    pull(controller) {
      sent += 16_384
      controller.enqueue(new Uint8Array(16_384).fill(97))
    },
  })
  const init = {
    method: 'POST',
    body: endless,
    duplex: 'half',
    headers: { 'content-type': 'application/json', origin: own },
  }
  expect((await ask('/v1/client/sign_ins', init as RequestInit)).status).toBe(413)
  expect(sent).toBeLessThan(256 * 1024)
})

test.each([
  ['invalid JSON', 'application/json', '{', 'request_malformed'],
  ['a list', 'application/json', '[1]', 'request_malformed'],
  ['an equal key twice', 'application/json', '{"identifier":"a","identifier":"b"}', 'request_malformed'],
  ['__proto__', 'application/json', '{"__proto__":{"a":1}}', 'request_malformed'],
  ['NUL', 'application/json', '{"identifier":"a\\u0000"}', 'request_malformed'],
  ['a lone surrogate', 'application/json', '{"identifier":"\\ud800"}', 'request_malformed'],
  [
    'a list for a text',
    'application/json',
    '{"identifier":["a@example.com","b@example.com"]}',
    'form_param_format_invalid',
  ],
  ['an object for a text', 'application/json', '{"identifier":{"$ne":""}}', 'form_param_format_invalid'],
  ['a number for a text', 'application/json', '{"identifier":1}', 'form_param_format_invalid'],
  ['a field twice', 'application/x-www-form-urlencoded', 'identifier=a&identifier=b', 'request_malformed'],
  ['a wrong encoding', 'application/x-www-form-urlencoded', 'identifier=%ff', 'request_malformed'],
  ['another kind of body', 'text/plain', 'identifier=a', 'content_type_unsupported'],
])('%s is told apart and half-done nothing (R45, R119)', async (_, type, body, code) => {
  const answer = await post('/v1/client/sign_ins', body, { 'content-type': type })
  expect(answer.headers.getSetCookie()).toEqual([])
  expect(await codeOf(answer)).toBe(code)
})

test('a missing field is named, a wrong one is named', async () => {
  const browser = await signUp(app, development, 'fields@example.com')
  const missing = await browser.post('/me/totp/attempt_verification')
  expect(missing.errors[0]).toMatchObject({ code: 'form_param_missing', meta: { param_name: 'code' } })
  const wrong = await browser.send('POST', '/me/totp/attempt_verification', '{"code":[1]}', 'application/json')
  expect(wrong.errors[0]).toMatchObject({ code: 'form_param_format_invalid', meta: { param_name: 'code' } })
})

test('fields nobody declared are ignored, never bound (R49)', async () => {
  const browser = await signUp(app, development, 'binder@example.com')
  await browser.patch('/me', {
    first_name: 'Ada',
    id: 'user_x',
    banned_at: '1',
    epoch: '99',
    external_id: 'x',
    instance_id: production.instance.id,
  })
  const row = await app.context.db
    .selectFrom('users')
    .selectAll()
    .where('first_name', '=', 'Ada')
    .executeTakeFirstOrThrow()
  expect(row).toMatchObject({ banned_at: null, external_id: null, instance_id: development.instance.id })
  expect(row.id).not.toBe('user_x')
})
