import type { SignUpView } from '@countersign/contract'
import { expect, test } from 'vitest'
import { startLoaded } from '../test/peer.ts'
import { clientView, sessionView, signUpView } from '../test/views.ts'

const inProgress = (changes: Partial<SignUpView> = {}) => ({
  response: signUpView(changes),
  client: clientView({ sign_up: signUpView(changes) }),
})

test('a person signs up with an address, proves it by code, and is signed in', async () => {
  const { peer, countersign } = await startLoaded()
  const { signUp } = countersign
  const at = (move = '') => `POST /v1/client/sign_ups/sua_1${move}`
  peer.on('POST /v1/client/sign_ups', () => inProgress())
  peer.on(at(), () => inProgress({ first_name: 'Ada' }))
  peer.on('GET /v1/client/sign_ups/sua_1', () => ({ response: signUpView({ last_name: 'Byron' }), client: null }))
  peer.on(at('/prepare_verification'), () => inProgress())
  peer.on(at('/attempt_verification'), () => ({
    response: signUpView({ status: 'complete', created_session_id: 'sess_1' }),
    client: clientView({ sessions: [sessionView()] }),
  }))

  await signUp.create({ emailAddress: 'ada@example.test', password: 'correct horse', unsafeMetadata: { plan_id: 1 } })
  expect(await signUp.update({ firstName: 'Ada' })).toMatchObject({ firstName: 'Ada' })
  expect(await signUp.reload()).toMatchObject({ lastName: 'Byron' })
  expect(countersign.getState().signUp?.lastName).toBe('Byron')
  await signUp.prepareVerification({ strategy: 'email_code' })
  const done = await signUp.attemptVerification({ strategy: 'email_code', code: '424242' })

  expect(done).toMatchObject({ status: 'complete', createdSessionId: 'sess_1' })
  expect(countersign.getState()).toMatchObject({ user: { id: 'user_1' }, signUp: { status: 'complete' } })
  expect(peer.requests.map(({ query, form }) => ({ ...query, ...form }))).toEqual([
    { email_address: 'ada@example.test', password: 'correct horse', unsafe_metadata: '{"plan_id":1}' },
    { _method: 'PATCH', first_name: 'Ada' },
    {},
    { strategy: 'email_code' },
    { strategy: 'email_code', code: '424242' },
  ])
})

test('a sign-up that was never started cannot go on', async () => {
  const { peer, countersign } = await startLoaded()
  const move = countersign.signUp.attemptVerification({ strategy: 'email_code', code: '424242' })
  await expect(move).rejects.toMatchObject({ code: 'step_not_allowed' })
  expect(peer.requests).toEqual([])
})

test('a number is given and proven like an address', async () => {
  const { peer, countersign } = await startLoaded()
  peer.on('POST /v1/client/sign_ups', () => inProgress({ phone_number: '+14155550123' }))
  peer.on('POST /v1/client/sign_ups/sua_1/prepare_verification', () => inProgress())
  peer.on('POST /v1/client/sign_ups/sua_1/attempt_verification', () => inProgress())
  const { signUp } = countersign
  expect(await signUp.create({ phoneNumber: '+1 415 555 0123' })).toMatchObject({ phoneNumber: '+14155550123' })
  await signUp.prepareVerification({ strategy: 'phone_code' })
  await signUp.attemptVerification({ strategy: 'phone_code', code: '424242' })
  expect(peer.requests.map(({ form }) => form)).toEqual([
    { phone_number: '+1 415 555 0123' },
    { strategy: 'phone_code' },
    { strategy: 'phone_code', code: '424242' },
  ])
})

test('an invitation is accepted in a browser that has a client, so that its answer can be repeated', async () => {
  const { peer, countersign } = await startLoaded()
  const verifications: SignUpView['verifications'] = {
    ...signUpView().verifications,
    email_address: {
      object: 'verification',
      status: 'verified',
      strategy: 'ticket',
      attempts: null,
      expire_at: null,
      next_action: '',
      supported_strategies: ['ticket'],
    },
  }
  peer.on('POST /v1/client', () => ({ response: clientView(), client: null }))
  peer.on('POST /v1/client/sign_ups', () => inProgress({ verifications, unverified_fields: [] }))
  const made = await countersign.signUp.create({ strategy: 'ticket', ticket: 'abc' })
  expect(made.verifications.emailAddress).toMatchObject({ status: 'verified', strategy: 'ticket' })
  await countersign.signUp.create({ strategy: 'ticket', ticket: 'abc', password: 'correct horse' })
  expect(peer.requests.map(({ path, query, form }) => [path, { ...query, ...form }])).toEqual([
    ['/v1/client', { _method: 'PUT' }],
    ['/v1/client/sign_ups', { strategy: 'ticket', ticket: 'abc' }],
    ['/v1/client/sign_ups', { strategy: 'ticket', ticket: 'abc', password: 'correct horse' }],
  ])
})
