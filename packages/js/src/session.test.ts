import { expect, test } from 'vitest'
import { startLoaded } from '../test/peer.ts'
import { clientView, sessionView, verificationView } from '../test/views.ts'

test('a person who is signed in proves again, one factor after the other', async () => {
  const { peer, countersign } = await startLoaded({ sessions: [sessionView({ factor_verification_age: [12, 12] })] })
  const { session } = countersign
  const path = 'POST /v1/client/sessions/sess_1/verify'
  const client = clientView({ sessions: [sessionView({ factor_verification_age: [0, 0] })] })
  peer.on(path, () => ({ response: verificationView({ status: 'needs_first_factor' }), client: null }))
  peer.on(`${path}/prepare_first_factor`, () => ({ response: verificationView(), client: null }))
  peer.on(`${path}/attempt_first_factor`, () => ({ response: verificationView(), client: null }))
  peer.on(`${path}/attempt_second_factor`, () => ({ response: verificationView({ status: 'complete' }), client }))

  expect(await session.startVerification({ level: 'multi_factor' })).toMatchObject({ status: 'needs_first_factor' })
  await session.prepareFirstFactorVerification({ strategy: 'email_code', emailAddressId: 'idn_1' })
  const half = await session.attemptFirstFactorVerification({ strategy: 'password', password: 'correct horse' })
  expect(half.supportedSecondFactors).toEqual([{ strategy: 'totp' }])
  const done = await session.attemptSecondFactorVerification({ strategy: 'backup_code', code: 'abcd-efgh' })

  expect(done.status).toBe('complete')
  expect(countersign.getState().session?.factorVerificationAge).toEqual([0, 0])
  expect(peer.requests.map(({ form }) => form)).toEqual([
    { level: 'multi_factor', downgrade: 'false' },
    { strategy: 'email_code', email_address_id: 'idn_1' },
    { strategy: 'password', password: 'correct horse' },
    { strategy: 'backup_code', code: 'abcd-efgh' },
  ])
})

test('a fresh proof may be a code sent to one of several numbers (S37)', async () => {
  const { peer, countersign } = await startLoaded({ sessions: [sessionView()] })
  const path = 'POST /v1/client/sessions/sess_1/verify/prepare_second_factor'
  peer.on(path, () => ({ response: verificationView(), client: null }))
  await countersign.session.prepareSecondFactorVerification({ strategy: 'phone_code', phoneNumberId: 'idn_9' })
  expect(peer.requests[0]?.form).toEqual({ strategy: 'phone_code', phone_number_id: 'idn_9' })
})

test('setting up a second factor is put off while there is time, and the session says so at once', async () => {
  const mfa_enrolment = {
    rule: { id: 'all', name: 'Everybody' },
    factors: ['totp' as const],
    reason: 'grace' as const,
    until: null,
    skips_left: 2,
    may_skip: true,
    is_skipped: false,
  }
  const owing = sessionView({ status: 'pending', tasks: [{ key: 'setup-mfa' }], mfa_enrolment })
  const { peer, countersign } = await startLoaded({ sessions: [owing] })
  const skipped = sessionView({ mfa_enrolment: { ...mfa_enrolment, skips_left: 1, is_skipped: true } })
  const client = clientView({ sessions: [skipped] })
  peer.on('POST /v1/client/sessions/sess_1/tasks/setup-mfa/skip', () => ({ response: skipped, client }))
  expect(countersign.getState().session?.mfaEnrolment).toMatchObject({ maySkip: true, skipsLeft: 2 })
  expect(await countersign.session.skipTask()).toMatchObject({ status: 'active' })
  expect(countersign.getState().session).toMatchObject({ status: 'active', mfaEnrolment: { isSkipped: true } })
})

test('without a session there is nothing to prove again', async () => {
  const { countersign } = await startLoaded()
  const start = countersign.session.startVerification({ level: 'second_factor' })
  await expect(start).rejects.toMatchObject({ code: 'signed_out', status: 401 })
})

test('one action is approved: what the server understood is shown, a proof is given for it, and its token comes back', async () => {
  const { peer, countersign } = await startLoaded({ sessions: [sessionView()] })
  const { session } = countersign
  const path = 'POST /v1/client/sessions/sess_1'
  const data = { amount_due: '120.00', receiver: 'Bea' }
  const asked = {
    object: 'step_up',
    id: 'stup_1',
    session_id: 'sess_1',
    action: 'payout',
    data,
    level: 'second_factor',
  }
  peer.on(`${path}/step_ups`, () => ({ response: asked, client: null }))
  peer.on(`${path}/verify`, () => ({ response: verificationView({ status: 'needs_second_factor' }), client: null }))
  const token = { object: 'step_up_token', id: 'stup_1', token: 'one-use', expires_at: 1 }
  peer.on(`${path}/step_ups/stup_1/token`, () => ({ response: token, client: null }))

  const shown: unknown[] = []
  const approved = await session.stepUp({ action: 'payout', data }, async (stepUp) => {
    shown.push(stepUp.data)
    await session.startVerification({ stepUpId: stepUp.id })
  })
  expect(approved).toBe('one-use')
  expect(shown, 'names of the app’s data are not ours to change').toEqual([data])
  expect(peer.requests.map(({ form }) => form)).toEqual([
    { action: 'payout', data: JSON.stringify(data) },
    { step_up_id: 'stup_1' },
    {},
  ])
  const refused = session.stepUp({ action: 'payout', data }, () => Promise.reject(new Error('no')))
  await expect(refused).rejects.toThrow('no')
  expect(peer.requests.filter(({ path }) => path.endsWith('/token'))).toHaveLength(1)
})
