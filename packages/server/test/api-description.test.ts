import { expect, test } from 'vitest'
import { faultOfTraffic } from './support/api-description/checked.ts'

const at = (path: string) => `http://acme.localhost:4100/v1${path}`
const json = (status: number, body: unknown, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
const refusal = (code: string) => ({
  errors: [{ code, message: 'no', long_message: 'No.', meta: {} }],
  clerk_trace_id: 'req_1',
})
const token = { object: 'token', jwt: 'a.b.c' }
const mint = at('/client/sessions/sess_1/tokens')
const post = { method: 'POST' }

test('what is answered as described is let through, below the prefix of an instance as well', async () => {
  expect(await faultOfTraffic(mint, post, json(200, token))).toBeNull()
  expect(await faultOfTraffic(mint.replace('/v1', '/i/acme/v1'), post, json(200, token))).toBeNull()
  expect(await faultOfTraffic(mint, post, json(404, refusal('resource_not_found')))).toBeNull()
  expect(await faultOfTraffic(at('/nothing'), {}, json(404, refusal('route_not_found')))).toBeNull()
})

test('an answer that differs from the description is named by route, status and place', async () => {
  const faults = [
    await faultOfTraffic(mint, post, json(200, { ...token, secret: 1 })),
    await faultOfTraffic(mint, post, json(200, { object: 'token' })),
    await faultOfTraffic(mint, post, json(200, { ...token, jwt: 7 })),
    await faultOfTraffic(mint, post, json(201, token)),
    await faultOfTraffic(mint, post, new Response('ok', { headers: { 'content-type': 'text/plain' } })),
    await faultOfTraffic(mint, post, json(404, refusal('no_such_code'))),
    await faultOfTraffic(mint, post, json(429, refusal('too_many_requests'))),
    await faultOfTraffic(at('/nothing'), {}, json(200, {})),
  ]
  const route = 'POST /v1/client/sessions/{session_id}/tokens'
  expect(faults).toEqual([
    expect.stringContaining(`${route} → 200: the whole must NOT have additional properties`),
    expect.stringContaining(`${route} → 200: the whole must have required property 'jwt'`),
    expect.stringContaining(`${route} → 200: /jwt must be string`),
    `${route} → 201: the status is not described`,
    `${route} → 200: text/plain is not described`,
    expect.stringContaining(`${route} → 404: /errors/0/code must be equal to one of the allowed values`),
    `${route} → 429: there is no Retry-After`,
    'GET /v1/nothing answered 200 and is not described',
  ])
})

test('a request that was taken has to be described as one that is', async () => {
  const send = (body: string) =>
    faultOfTraffic(at('/dev_browser'), post, json(200, { object: 'dev_browser', id: body }))
  expect(await send('dvb_1')).toBeNull()
  const undo = { ...post, body: 'token=', headers: { 'content-type': 'application/x-www-form-urlencoded' } }
  const done = json(200, {
    response: { object: 'undo', needs_new_password: true, changes_locked_until: 1 },
    client: null,
  })
  expect(await faultOfTraffic(at('/undo'), undo, done.clone())).toBeNull()
  expect(await faultOfTraffic(at('/undo'), { ...undo, body: 'other=1' }, done)).toContain(
    "the request: the whole must have required property 'token'",
  )
})
