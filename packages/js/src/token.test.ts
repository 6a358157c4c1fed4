import type { SessionView } from '@countersign/contract'
import { expect, test } from 'vitest'
import { startLoaded } from '../test/peer.ts'
import { clientView, jwtOf, sessionView, totpView } from '../test/views.ts'

const mints = 'POST /v1/client/sessions/sess_1/tokens'

async function startWithClock(session: Partial<SessionView> = {}) {
  const clock = { offset: 0 }
  const now = () => Date.now() + clock.offset
  const { peer, countersign } = await startLoaded({ sessions: [sessionView(session)] }, { now })
  let minted = 0
  peer.on(mints, (_request, response) => {
    // The server's own clock: what the browser believes does not matter to it.
    response.setHeader('Date', new Date(now()).toUTCString())
    minted++
    return { object: 'token', jwt: jwtOf(now(), 60, { jti: minted }) }
  })
  return { peer, countersign, clock, mintedSoFar: () => minted }
}

test('a token is reused until ten seconds before it ends', async () => {
  const { countersign, clock, mintedSoFar } = await startWithClock()
  const first = await countersign.session.getToken()
  clock.offset = 45_000
  expect(await countersign.session.getToken()).toBe(first)
  clock.offset = 52_000
  expect(await countersign.session.getToken()).not.toBe(first)
  expect(mintedSoFar()).toBe(2)
})

test('callers who ask at the same time share one request', async () => {
  const { countersign, mintedSoFar } = await startWithClock()
  const tokens = await Promise.all(Array.from({ length: 20 }, () => countersign.session.getToken()))
  expect(new Set(tokens).size).toBe(1)
  expect(mintedSoFar()).toBe(1)
})

test('a request that failed is not remembered', async () => {
  const { peer, countersign } = await startWithClock()
  peer.on(mints, (_request, response) => void response.destroy())
  await expect(countersign.session.getToken()).rejects.toMatchObject({ code: 'network_error' })
  peer.on(mints, () => ({ object: 'token', jwt: 'not.a.token' }))
  expect(await countersign.session.getToken()).toBe('not.a.token')
})

test('the token that came with the session is used first', async () => {
  const jwt = jwtOf(Date.now())
  const { peer, countersign } = await startLoaded({
    sessions: [sessionView({ last_active_token: { object: 'token', jwt } })],
  })
  expect(await countersign.session.getToken()).toBe(jwt)
  expect(peer.requests).toEqual([])
})

test('a browser whose clock is an hour off neither hoards old tokens nor asks for each anew', async () => {
  for (const now of [() => Date.now() + 3_600_000, () => Date.now() - 3_600_000]) {
    const { peer, countersign } = await startLoaded({ sessions: [sessionView()] }, { now })
    peer.on(mints, () => ({ object: 'token', jwt: jwtOf(Date.now() - 55_000) }))
    await countersign.session.getToken()
    peer.on(mints, () => ({ object: 'token', jwt: jwtOf(Date.now()) }))
    const fresh = await countersign.session.getToken()
    expect(await countersign.session.getToken()).toBe(fresh)
    expect(peer.requests).toHaveLength(2)
  }
})

test('once the session stands differently, the token from before is not handed out again', async () => {
  const { peer, countersign, mintedSoFar } = await startWithClock({ status: 'pending', tasks: [{ key: 'setup-mfa' }] })
  const pending = await countersign.session.getToken()
  peer.on('POST /v1/me/totp/attempt_verification', () => ({
    response: totpView({ verified: true, secret: null, uri: null }),
    client: clientView({ sessions: [sessionView({ factor_verification_age: [0, 0] })] }),
  }))
  await countersign.user.verifyTOTP({ code: '123456' })
  expect(await countersign.session.getToken()).not.toBe(pending)
  expect(mintedSoFar()).toBe(2)
})

test('nobody signed in means no token and no request', async () => {
  const { peer, countersign } = await startLoaded()
  expect(await countersign.session.getToken()).toBeNull()
  expect(peer.requests).toEqual([])
})

const minute = 60_000

/** What a browser shows a page of another origin: the headers that the server exposes, and none of the others. */
const acrossOrigins =
  (exposed: string[]): typeof globalThis.fetch =>
  async (url, init) => {
    const answer = await fetch(url, init)
    const shown = [...answer.headers].filter(([name]) => name === 'content-type' || exposed.includes(name))
    return new Response(await answer.text(), { status: answer.status, headers: shown })
  }

test.each([
  [-5 * minute, ['date']],
  [5 * minute, ['date']],
  [-5 * minute, []],
  [5 * minute, []],
])(
  'with a browser clock %i ms off and %j exposed, hands out no expired token and asks for each once',
  async (wrong, exposed) => {
    const server = { time: Date.now() }
    const options = { now: () => server.time + wrong, fetch: acrossOrigins(exposed) }
    const stale = sessionView({ last_active_token: { object: 'token', jwt: jwtOf(server.time - 2 * minute) } })
    const { peer, countersign } = await startLoaded({ sessions: [stale] }, options)
    peer.on(mints, (_request, response) => {
      response.setHeader('Date', new Date(server.time).toUTCString())
      return { object: 'token', jwt: jwtOf(server.time) }
    })
    const lifeOf = (jwt: string | null) => {
      const payload = Buffer.from(jwt?.split('.')[1] ?? '', 'base64url').toString()
      return JSON.parse(payload).exp * 1000 - server.time
    }
    for (let asked = 0; asked < 30; asked++) {
      expect(lifeOf(await countersign.session.getToken())).toBeGreaterThan(9000)
      server.time += 10_000
    }
    // 300 seconds, each token used for 50 or 60 of its 60.
    expect(peer.requests.length).toBeLessThanOrEqual(7)
  },
)
