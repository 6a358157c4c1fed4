import { expect, test } from 'vitest'
import { refuse, startLoaded, startPeer } from '../test/peer.ts'
import { clientView, sessionView, signInView, userView } from '../test/views.ts'
import { createCountersign } from './index.ts'

test('loading tells what the instance offers and who is signed in', async () => {
  const peer = await startPeer()
  peer.on('GET /v1/client', () => ({ response: clientView({ sessions: [sessionView()] }), client: null }))
  const countersign = createCountersign({ url: peer.url })
  expect(countersign.getState()).toMatchObject({ status: 'loading', environment: null, client: null, user: null })
  const state = await countersign.load()
  expect(state).toBe(countersign.getState())
  expect(state).toMatchObject({ status: 'ready', error: null, session: { id: 'sess_1' }, user: { id: 'user_1' } })
  expect(state.environment?.countersign.secondFactors).toEqual(['totp', 'backup_code'])
})

test('a browser without a client is ready and signed out', async () => {
  const { countersign } = await startLoaded()
  expect(countersign.getState()).toMatchObject({ status: 'ready', client: null, session: null, user: null })
})

test('two callers who load at once share the requests', async () => {
  const peer = await startPeer()
  const countersign = createCountersign({ url: peer.url })
  await Promise.all([countersign.load(), countersign.load()])
  expect(peer.requests.map(({ path }) => path).sort()).toEqual(['/v1/client', '/v1/environment'])
})

test('an instance that does not answer is unavailable with the reason, and a later load may mend it', async () => {
  const peer = await startPeer()
  peer.on('GET /v1/environment', (_request, response) =>
    refuse(response, 404, 'instance_not_found', 'No instance answers at this address.'),
  )
  const countersign = createCountersign({ url: peer.url })
  const failed = await countersign.load()
  expect(failed).toMatchObject({ status: 'unavailable', error: { code: 'instance_not_found' } })
  peer.on('GET /v1/environment', () => ({ object: 'environment' }))
  const seen: string[] = []
  countersign.subscribe(() => seen.push(countersign.getState().status))
  await countersign.load()
  expect(seen[0]).toBe('loading')
  expect(countersign.getState()).toMatchObject({ status: 'ready', error: null })
})

test('a load that fails later leaves what was known', async () => {
  const { peer, countersign } = await startLoaded({ sessions: [sessionView()] })
  peer.on('GET /v1/client', (_request, response) => refuse(response, 503, 'server_busy', 'The server is busy.'))
  expect(await countersign.load()).toMatchObject({ status: 'ready', user: { id: 'user_1' } })
})

test('listeners hear of each change until they leave', async () => {
  const { peer, countersign } = await startLoaded()
  peer.on('POST /v1/client/sign_ins', () => ({
    response: signInView(),
    client: clientView({ sign_in: signInView() }),
  }))
  let heard = 0
  const leave = countersign.subscribe(() => heard++)
  const before = countersign.getState()
  await countersign.signIn.create({ identifier: 'ada@example.test' })
  expect(heard).toBe(1)
  expect(countersign.getState()).not.toBe(before)
  expect(before.signIn).toBeNull()
  leave()
  await countersign.signIn.create({ identifier: 'ada@example.test' })
  expect(heard).toBe(1)
})

test('the client in a refusal counts too', async () => {
  const { peer, countersign } = await startLoaded({ sign_in: signInView() })
  peer.on('POST /v1/client/sign_ins/sia_1/attempt_first_factor', (_request, response) =>
    refuse(response, 400, 'attempt_expired', 'This took too long.', { meta: { client: clientView() } }),
  )
  const move = countersign.signIn.attemptFirstFactor({ strategy: 'password', password: 'wrong' })
  await expect(move).rejects.toMatchObject({ code: 'attempt_expired' })
  expect(countersign.getState().signIn).toBeNull()
})

test('a session that ended elsewhere is gone from the state before the caller learns of it', async () => {
  const { peer, countersign } = await startLoaded({ sessions: [sessionView()] })
  peer.on('GET /v1/client', () => ({ response: clientView(), client: null }))
  peer.on('POST /v1/me', (_request, response) => refuse(response, 401, 'signed_out', 'You are signed out.'))
  await expect(countersign.user.update({ firstName: 'x' })).rejects.toMatchObject({ code: 'signed_out' })
  expect(countersign.getState()).toMatchObject({ status: 'ready', session: null, user: null })
})

test('a read that began before a write was answered does not undo that write', async () => {
  const { peer, countersign } = await startLoaded()
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  peer.on('GET /v1/client', async () => {
    await held
    return { response: null, client: null }
  })
  peer.on('POST /v1/client/sign_ins', () => ({
    response: signInView(),
    client: clientView({ sign_in: signInView() }),
  }))
  const loading = countersign.load()
  await countersign.signIn.create({ identifier: 'ada@example.test' })
  release()
  await loading
  expect(countersign.getState().signIn?.id).toBe('sia_1')
})

test('setActive makes another session the one in use', async () => {
  const sessions = [sessionView(), sessionView({ id: 'sess_2', user: userView({ id: 'user_2' }) })]
  const { peer, countersign } = await startLoaded({ sessions })
  peer.on('POST /v1/client/sessions/sess_2/touch', () => ({
    response: sessions[1],
    client: clientView({ sessions, last_active_session_id: 'sess_2' }),
  }))
  expect(await countersign.setActive({ session: 'sess_2' })).toMatchObject({ id: 'sess_2' })
  expect(countersign.getState().user?.id).toBe('user_2')
  expect(peer.requests[0]?.form).toEqual({ intent: 'select_session' })
})

test('signing out ends every session, or the one named', async () => {
  const sessions = [sessionView(), sessionView({ id: 'sess_2' })]
  const { peer, countersign } = await startLoaded({ sessions })
  peer.on('POST /v1/client/sessions/sess_1/remove', () => ({
    response: sessionView({ status: 'removed' }),
    client: clientView({ sessions: sessions.slice(1), last_active_session_id: null }),
  }))
  // Some servers answer with the client as the resource and nothing beside it.
  peer.on('POST /v1/client/sessions', () => ({ response: clientView(), client: null }))
  await countersign.signOutSession('sess_1')
  expect(countersign.getState()).toMatchObject({ session: null, client: { sessions: [{ id: 'sess_2' }] } })
  await countersign.signOut()
  expect(countersign.getState().client?.sessions).toEqual([])
})
