import type { SignInView } from '@countersign/contract'
import { expect, test } from 'vitest'
import { startLoaded } from '../test/peer.ts'
import { clientView, sessionView, signInView } from '../test/views.ts'

const inProgress = (changes: Partial<SignInView>) => () => ({
  response: signInView(changes),
  client: clientView({ sign_in: signInView(changes) }),
})
const needsSecond: Partial<SignInView> = {
  status: 'needs_second_factor',
  supported_second_factors: [{ strategy: 'totp' }],
}
const at = (move: string) => `POST /v1/client/sign_ins/sia_1/${move}`

test('the five steps of a custom sign-in, each with its own request, except for what needs nothing sent (S53, S54, S55, S56, S57)', async () => {
  const { peer, countersign } = await startLoaded()
  const { signIn } = countersign
  const supported_first_factors: SignInView['supported_first_factors'] = [
    { strategy: 'email_code', email_address_id: 'idn_1', safe_identifier: 'a**@example.test', primary: true },
  ]
  peer.on('POST /v1/client/sign_ins', inProgress({ supported_first_factors }))
  peer.on(at('prepare_first_factor'), inProgress({ supported_first_factors }))
  peer.on(at('attempt_first_factor'), inProgress(needsSecond))
  peer.on(at('attempt_second_factor'), () => ({
    response: signInView({ status: 'complete', created_session_id: 'sess_1' }),
    client: clientView({ sessions: [sessionView()] }),
  }))

  const started = await signIn.create({ identifier: 'ada@example.test' })
  const [first] = started.supportedFirstFactors
  if (first?.strategy !== 'email_code') throw new Error('the e-mail code should be offered first')
  await signIn.prepareFirstFactor(first)
  const halfway = await signIn.attemptFirstFactor({ strategy: 'email_code', code: '424242' })
  expect(halfway).toMatchObject({ status: 'needs_second_factor', createdSessionId: null })
  expect(countersign.getState().session).toBeNull()
  await signIn.prepareSecondFactor({ strategy: 'totp' })
  const done = await signIn.attemptSecondFactor({ strategy: 'totp', code: '123456', rememberDevice: true })

  expect(done).toMatchObject({ status: 'complete', createdSessionId: 'sess_1' })
  expect(countersign.getState()).toMatchObject({ session: { id: 'sess_1' }, user: { id: 'user_1' } })
  expect(peer.requests.map(({ path, form }) => [path.replace('/v1/client/sign_ins', ''), form])).toEqual([
    ['', { identifier: 'ada@example.test' }],
    ['/sia_1/prepare_first_factor', { strategy: 'email_code', email_address_id: 'idn_1' }],
    ['/sia_1/attempt_first_factor', { strategy: 'email_code', code: '424242' }],
    ['/sia_1/attempt_second_factor', { strategy: 'totp', code: '123456', remember_device: 'true' }],
  ])
})

test('what this person can prove with is listed, destinations masked (S61)', async () => {
  const { peer, countersign } = await startLoaded()
  peer.on(
    'POST /v1/client/sign_ins',
    inProgress({
      supported_first_factors: [
        {
          strategy: 'reset_password_email_code',
          email_address_id: 'idn_1',
          safe_identifier: 'a**@e.test',
          primary: true,
        },
      ],
      supported_second_factors: [{ strategy: 'totp' }, { strategy: 'backup_code' }],
    }),
  )
  const signIn = await countersign.signIn.create({ identifier: 'ada@example.test', password: 'correct horse' })
  expect(signIn.supportedSecondFactors.map(({ strategy }) => strategy)).toEqual(['totp', 'backup_code'])
  expect(signIn.supportedFirstFactors).toEqual([
    { strategy: 'reset_password_email_code', emailAddressId: 'idn_1', safeIdentifier: 'a**@e.test', primary: true },
  ])
})

const phone = (id: string, isDefault: boolean): SignInView['supported_second_factors'][number] => ({
  strategy: 'phone_code',
  phone_number_id: id,
  safe_identifier: '+1 ••• ••• 0123',
  primary: false,
  default: isDefault,
})

test('a factor that must send something is prepared by the server, and one of several numbers can be chosen (S37, S56)', async () => {
  const second = { ...needsSecond, supported_second_factors: [phone('idn_8', true), phone('idn_9', false)] }
  const { peer, countersign } = await startLoaded({ sign_in: signInView(second) })
  peer.on(at('prepare_second_factor'), inProgress(second))
  await countersign.signIn.prepareSecondFactor({ strategy: 'phone_code' })
  const other = countersign.getState().signIn?.supportedSecondFactors[1]
  if (other?.strategy !== 'phone_code') throw new Error('the other number should be offered second')
  expect(other).toMatchObject({ safeIdentifier: '+1 ••• ••• 0123', default: false })
  await countersign.signIn.prepareSecondFactor(other)
  expect(peer.requests.map(({ form }) => form)).toEqual([
    { strategy: 'phone_code' },
    { strategy: 'phone_code', phone_number_id: 'idn_9' },
  ])
})

test('an attempt under way survives a page load and can be read again', async () => {
  const { peer, countersign } = await startLoaded({ sign_in: signInView(needsSecond) })
  expect(countersign.getState().signIn?.status).toBe('needs_second_factor')
  peer.on('GET /v1/client/sign_ins/sia_1', () => ({ response: signInView({ status: 'abandoned' }), client: null }))
  expect(await countersign.signIn.reload()).toMatchObject({ status: 'abandoned' })
  expect(countersign.getState().signIn?.status).toBe('abandoned')
})

test('a new password is a step of its own', async () => {
  const { peer, countersign } = await startLoaded({ sign_in: signInView({ status: 'needs_new_password' }) })
  peer.on(at('reset_password'), inProgress(needsSecond))
  const signIn = await countersign.signIn.resetPassword({ password: 'correct horse', signOutOfOtherSessions: true })
  expect(signIn.status).toBe('needs_second_factor')
  expect(peer.requests[0]?.form).toEqual({ password: 'correct horse', sign_out_of_other_sessions: 'true' })
})

test('a step without an attempt is refused before anything is sent', async () => {
  const { peer, countersign } = await startLoaded()
  const { signIn } = countersign
  const refused = { code: 'step_not_allowed', status: 400 }
  await expect(signIn.attemptFirstFactor({ strategy: 'password', password: 'x' })).rejects.toMatchObject(refused)
  await expect(signIn.prepareSecondFactor({ strategy: 'totp' })).rejects.toMatchObject(refused)
  await expect(signIn.attemptSecondFactor({ strategy: 'totp', code: '123456' })).rejects.toMatchObject(refused)
  await expect(signIn.reload()).rejects.toMatchObject(refused)
  expect(peer.requests).toEqual([])
})

test('a code by SMS can be the first factor, to the number that was offered', async () => {
  const { peer, countersign } = await startLoaded()
  const sms = { phone_number_id: 'idn_2', safe_identifier: '+1 ******0123', primary: true, default: true }
  const offered = inProgress({ supported_first_factors: [{ strategy: 'phone_code', ...sms }] })
  peer.on('POST /v1/client/sign_ins', offered)
  peer.on(at('prepare_first_factor'), offered)
  peer.on(at('attempt_first_factor'), offered)
  const { supportedFirstFactors } = await countersign.signIn.create({ identifier: '+14155550123' })
  const [first] = supportedFirstFactors
  if (first?.strategy !== 'phone_code') throw new Error('the code by SMS should be offered first')
  await countersign.signIn.prepareFirstFactor(first)
  await countersign.signIn.attemptFirstFactor({ strategy: 'phone_code', code: '424242' })
  expect(peer.requests.map(({ form }) => form)).toEqual([
    { identifier: '+14155550123' },
    { strategy: 'phone_code', phone_number_id: 'idn_2' },
    { strategy: 'phone_code', code: '424242' },
  ])
})
