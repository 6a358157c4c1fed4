import { expect, test, vi } from 'vitest'
import { refuse, startLoaded, startPeer } from '../test/peer.ts'
import { clientView, sessionView, signInView, signUpView, userView } from '../test/views.ts'
import { type Countersign, type CountersignError, createCountersign, isCountersignError } from './index.ts'

test('a browser only ever sends GET and POST; other methods ride in the address', async () => {
  const { peer, countersign } = await startLoaded({ sessions: [sessionView()] })
  peer.on('POST /v1/me', () => ({ response: userView(), client: null }))
  await countersign.user.update({ firstName: 'Grace' })
  expect(peer.requests).toEqual([
    {
      method: 'POST',
      path: '/v1/me',
      query: { _method: 'PATCH', _clerk_session_id: 'sess_1' },
      contentType: 'application/x-www-form-urlencoded;charset=UTF-8',
      form: { first_name: 'Grace' },
    },
  ])
})

test('keeps method and session in a browser whose URLSearchParams has no size, as Safari before 17', async () => {
  const size = Object.getOwnPropertyDescriptor(URLSearchParams.prototype, 'size')
  Reflect.deleteProperty(URLSearchParams.prototype, 'size')
  try {
    const { peer, countersign } = await startLoaded({ sessions: [sessionView()] })
    peer.on('POST /v1/me/totp', () => ({ response: { object: 'totp', deleted: true }, client: null }))
    await countersign.user.disableTOTP()
    expect(peer.requests[0]?.query).toEqual({ _method: 'DELETE', _clerk_session_id: 'sess_1' })
  } finally {
    if (size) Object.defineProperty(URLSearchParams.prototype, 'size', size)
  }
})

test('requests about the client itself name no session', async () => {
  const { peer, countersign } = await startLoaded({ sessions: [sessionView()] })
  peer.on('POST /v1/client/sessions', () => ({ response: clientView(), client: clientView() }))
  await countersign.signOut()
  expect(peer.requests[0]?.query).toEqual({ _method: 'DELETE' })
})

test('every request carries the cookies of the server, and goes below the path of the instance', async () => {
  const seen: [string, RequestCredentials | undefined][] = []
  const countersign = createCountersign({
    url: 'http://localhost:4950/',
    path: '/i/acme',
    fetch: async (url, init) => {
      seen.push([String(url), init?.credentials])
      return Response.json({ response: null, client: null })
    },
  })
  await countersign.load()
  expect(seen).toEqual([
    ['http://localhost:4950/i/acme/v1/environment', 'include'],
    ['http://localhost:4950/i/acme/v1/client', 'include'],
  ])
})

test('without a url the page asks its own origin', async () => {
  const seen: string[] = []
  const fetch: typeof globalThis.fetch = async (url) => {
    seen.push(String(url))
    return Response.json({ response: null, client: null })
  }
  await createCountersign({ fetch }).load()
  expect(seen).toEqual(['/v1/environment', '/v1/client'])
})

test('a refusal arrives with its code, sentence, field, wait and trace', async () => {
  const { peer, countersign } = await startLoaded()
  peer.on('POST /v1/client/sign_ins', (_request, response) => {
    response.setHeader('Retry-After', '30')
    const body = refuse(response, 429, 'too_many_requests', 'Too many requests. Try again in 30 seconds.')
    return { ...body, errors: [{ ...body.errors[0], meta: { param_name: 'identifier' } }] }
  })
  const error = await countersign.signIn.create({ identifier: 'ada@example.test' }).catch((reason) => reason)
  expect(isCountersignError(error, 'too_many_requests')).toBe(true)
  expect(error).toMatchObject({
    name: 'CountersignError',
    status: 429,
    message: 'Too many requests. Try again in 30 seconds.',
    paramName: 'identifier',
    retryAfter: 30,
    traceId: 'trace_1',
    meta: { param_name: 'identifier' },
  })
})

test('an answer that is not ours is told apart from a lost one', async () => {
  const { peer, countersign } = await startLoaded()
  peer.on('POST /v1/client/sign_ins', (_request, response) => {
    response.statusCode = 502
    response.end('<h1>Bad gateway</h1>')
  })
  const error: CountersignError = await countersign.signIn.create({}).catch((reason) => reason)
  expect(error).toMatchObject({ code: 'answer_unreadable', status: 502, retryAfter: null, paramName: null })
  peer.on('POST /v1/client/sign_ins', (_request, response) => {
    response.statusCode = 500
    return { message: 'not an envelope' }
  })
  await expect(countersign.signIn.create({})).rejects.toMatchObject({ code: 'answer_unreadable', status: 500 })
})

test('names the refusal of an origin that is not allowed, which a browser withholds from requests with cookies', async () => {
  vi.stubGlobal('location', new URL('https://app.example.com/'))
  const sent: (RequestCredentials | undefined)[] = []
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    sent.push(init?.credentials)
    if (init?.credentials !== 'omit') throw new TypeError('Failed to fetch')
    const error = {
      code: 'origin_invalid',
      message: 'origin not allowed',
      long_message: 'Add it to `allowed_origins`.',
    }
    return Response.json({ errors: [error] }, { status: 403 })
  }
  try {
    const refused = await createCountersign({ url: 'https://auth.example.com', fetch }).load()
    expect(refused.error).toMatchObject({
      code: 'origin_invalid',
      message: 'Add it to `allowed_origins`.',
      status: 403,
    })
    // One for each of the two reads of a load, and no retry.
    expect(sent).toEqual(['include', 'include', 'omit', 'omit'])
  } finally {
    vi.unstubAllGlobals()
  }
})

test('a read that meets a broken connection is asked up to three times more', async () => {
  const peer = await startPeer()
  let asked = 0
  peer.on('GET /v1/client', (_request, response) => {
    asked++
    if (asked < 4) response.destroy()
    return { response: clientView(), client: null }
  })
  const state = await createCountersign({ url: peer.url }).load()
  expect([asked, state.status, state.client?.id]).toEqual([4, 'ready', 'client_1'])
})

test.each<[string, (page: Countersign) => Promise<unknown>]>([
  [
    'POST /v1/client/sign_ins/sia_1/attempt_second_factor',
    (page) => page.signIn.attemptSecondFactor({ strategy: 'totp', code: '123456' }),
  ],
  ['POST /v1/me/totp/attempt_verification', (page) => page.user.verifyTOTP({ code: '123456' })],
  ['POST /v1/me/backup_codes', (page) => page.user.createBackupCode()],
  ['POST /v1/client/sign_ups', (page) => page.signUp.create({ strategy: 'ticket', ticket: 'abc' })],
  ['POST /v1/client/sign_ups/sua_1', (page) => page.signUp.update({ password: 'correct horse' })],
])('repeats %s once when its answer is lost, with the same bytes', async (route, call) => {
  const { peer, countersign } = await startLoaded({
    sessions: [sessionView()],
    sign_in: signInView(),
    sign_up: signUpView(),
  })
  peer.on(route, (_request, response) => {
    if (peer.requests.length === 1) response.destroy()
    return { response: { object: 'said' }, client: null }
  })
  await call(countersign)
  expect(peer.requests).toHaveLength(2)
  expect(peer.requests[1]).toEqual(peer.requests[0])
  peer.requests.length = 0
  peer.on(route, (_request, response) => void response.destroy())
  await expect(call(countersign)).rejects.toMatchObject({ code: 'network_error' })
  expect(peer.requests).toHaveLength(2)
})

test('sends a write again that was refused because another tab renewed the cookie', async () => {
  const { peer, countersign } = await startLoaded({ sessions: [sessionView()] })
  peer.on('POST /v1/me', (_request, response) => {
    if (peer.requests.length > 1) return { response: userView(), client: null }
    return refuse(response, 409, 'client_renewed', 'Try again in a moment.')
  })
  await countersign.user.update({ firstName: 'Grace' })
  expect(peer.requests).toHaveLength(2)
})

test('sends a read again that was refused because another tab renewed the cookie, once', async () => {
  const { peer, countersign } = await startLoaded({ sessions: [sessionView()] })
  let isRenewed = true
  peer.on('GET /v1/me/sessions/active', (_request, response) => {
    if (isRenewed && peer.requests.length > 1) return { response: [], client: null }
    return refuse(response, 409, 'client_renewed', 'Try again in a moment.')
  })
  expect(await countersign.user.getSessions()).toEqual([])
  expect(peer.requests).toHaveLength(2)
  isRenewed = false
  peer.requests.length = 0
  await expect(countersign.user.getSessions()).rejects.toMatchObject({ code: 'client_renewed' })
  expect(peer.requests).toHaveLength(2)
})

test('a write that confirms nothing is sent once, whatever happens to its answer', async () => {
  const { peer, countersign } = await startLoaded()
  peer.on('POST /v1/client/sign_ins', (_request, response) => void response.destroy())
  const error: CountersignError = await countersign.signIn.create({}).catch((reason) => reason)
  expect(error).toMatchObject({ code: 'network_error', status: 0 })
  expect(error.cause).toBeInstanceOf(TypeError)
  expect(peer.requests).toHaveLength(1)
})
