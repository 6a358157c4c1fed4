import { expect, test } from 'vitest'
import { type Peer, startLoaded } from '../test/peer.ts'
import { clientView, emailAddressView, phoneNumberView, sessionView, totpView, userView } from '../test/views.ts'

const signedIn = { sessions: [sessionView()] }
const deleted = (object: string) => ({ response: { object, id: 'x', deleted: true }, client: clientView(signedIn) })
const sent = (peer: Peer) => peer.requests.map(({ path, query, form }) => [path, query['_method'] ?? 'POST', form])

test('an authenticator app is enrolled, confirmed by a code, and removed, all without a component (S62)', async () => {
  const { peer, countersign } = await startLoaded(signedIn)
  const { user } = countersign
  const withFactor = [sessionView({ user: userView({ two_factor_enabled: true, totp_enabled: true }) })]
  peer.on('POST /v1/me/totp/attempt_verification', () => ({
    response: totpView({ verified: true, secret: null, uri: null, backup_codes: ['abcd-efgh', 'ijkl-mnop'] }),
    client: clientView({ sessions: withFactor }),
  }))
  peer.on('POST /v1/me/totp', ({ query }) =>
    query['_method'] === 'DELETE' ? deleted('totp') : { response: totpView(), client: clientView(signedIn) },
  )

  const enrolment = await user.createTOTP()
  expect(enrolment).toMatchObject({ id: 'totp_1', secret: 'JBSWY3DPEHPK3PXP', verified: false, backupCodes: null })
  expect(enrolment.uri).toMatch(/^otpauth:\/\/totp\//)
  expect(countersign.getState().user?.totpEnabled).toBe(false)
  const confirmed = await user.verifyTOTP({ code: '123456' })
  expect(confirmed).toMatchObject({ verified: true, secret: null, backupCodes: ['abcd-efgh', 'ijkl-mnop'] })
  expect(countersign.getState().user?.totpEnabled).toBe(true)
  await user.disableTOTP()
  expect(countersign.getState().user?.totpEnabled).toBe(false)
  expect(sent(peer)).toEqual([
    ['/v1/me/totp', 'POST', {}],
    ['/v1/me/totp/attempt_verification', 'POST', { code: '123456' }],
    ['/v1/me/totp', 'DELETE', {}],
  ])
})

test('one more authenticator app is enrolled, renamed and removed (S62)', async () => {
  const { peer, countersign } = await startLoaded(signedIn)
  const app = { object: 'authenticator_app', id: 'totp_2', name: 'Tablet', secret: 'JBSWY3DPEHPK3PXP', verified: false }
  peer.on('POST /v1/me/authenticator_apps', () => ({ response: app, client: null }))
  peer.on('POST /v1/me/authenticator_apps/totp_2/attempt_verification', () => ({
    response: { ...app, secret: null, verified: true },
    client: null,
  }))
  peer.on('POST /v1/me/authenticator_apps/totp_2', ({ query }) =>
    query['_method'] === 'DELETE' ? deleted('authenticator_app') : { response: { ...app, name: 'Old' }, client: null },
  )
  const begun = await countersign.user.createAuthenticatorApp({ name: 'Tablet' })
  expect(begun).toMatchObject({ id: 'totp_2', secret: 'JBSWY3DPEHPK3PXP' })
  expect(await begun.attemptVerification({ code: '123456' })).toMatchObject({ verified: true, secret: null })
  expect(await countersign.user.authenticatorApp('totp_2').update({ name: 'Old' })).toMatchObject({ name: 'Old' })
  await countersign.user.authenticatorApp('totp_2').destroy()
  expect(sent(peer)).toEqual([
    ['/v1/me/authenticator_apps', 'POST', { name: 'Tablet' }],
    ['/v1/me/authenticator_apps/totp_2/attempt_verification', 'POST', { code: '123456' }],
    ['/v1/me/authenticator_apps/totp_2', 'PATCH', { name: 'Old' }],
    ['/v1/me/authenticator_apps/totp_2', 'DELETE', {}],
  ])
})

test('what to offer to users of SMS is asked for and answered without a component (S62)', async () => {
  const { peer, countersign } = await startLoaded(signedIn)
  peer.on('POST /v1/me/nudge', ({ query }) => ({
    response: { object: 'nudge', offers: query['_method'] === 'PATCH' ? [] : ['totp'] },
    client: null,
  }))
  expect(await countersign.user.takeNudge()).toMatchObject({ offers: ['totp'] })
  await countersign.user.answerNudge({ answer: 'never' })
  expect(sent(peer)).toEqual([
    ['/v1/me/nudge', 'POST', {}],
    ['/v1/me/nudge', 'PATCH', { answer: 'never' }],
  ])
})

test('a new set of backup codes can be made at any time (S62)', async () => {
  const { peer, countersign } = await startLoaded(signedIn)
  peer.on('POST /v1/me/backup_codes', () => ({
    response: { object: 'backup_code', id: 'bc_1', codes: ['abcd-efgh'] },
    client: null,
  }))
  expect(await countersign.user.createBackupCode()).toMatchObject({ codes: ['abcd-efgh'] })
})

test('profile and password are changed in place', async () => {
  const { peer, countersign } = await startLoaded(signedIn)
  const sessions = [sessionView({ user: userView({ first_name: 'Grace' }) })]
  peer.on('POST /v1/me', () => ({ response: sessions[0]?.user, client: clientView({ sessions }) }))
  peer.on('POST /v1/me/change_password', () => ({ response: userView(), client: clientView({ sessions }) }))
  await countersign.user.update({ firstName: 'Grace', unsafeMetadata: { theme_name: 'dark' } })
  expect(countersign.getState().user?.firstName).toBe('Grace')
  await countersign.user.updatePassword({
    currentPassword: 'correct horse',
    newPassword: 'battery staple',
    signOutOfOtherSessions: true,
  })
  expect(sent(peer)).toEqual([
    ['/v1/me', 'PATCH', { first_name: 'Grace', unsafe_metadata: '{"theme_name":"dark"}' }],
    [
      '/v1/me/change_password',
      'POST',
      { current_password: 'correct horse', new_password: 'battery staple', sign_out_of_other_sessions: 'true' },
    ],
  ])
})

test('an e-mail address is added, verified, made primary and removed', async () => {
  const { peer, countersign } = await startLoaded(signedIn)
  const answer = () => ({ response: emailAddressView({ id: 'idn_2' }), client: null })
  peer.on('POST /v1/me/email_addresses', answer)
  peer.on('POST /v1/me/email_addresses/idn_2/prepare_verification', answer)
  peer.on('POST /v1/me/email_addresses/idn_2/attempt_verification', answer)
  peer.on('POST /v1/me/email_addresses/idn_2', () => deleted('email_address'))
  peer.on('POST /v1/me', () => ({ response: userView({ primary_email_address_id: 'idn_2' }), client: null }))

  const address = await countersign.user.createEmailAddress({ email: 'ada@new.test' })
  expect(address).toMatchObject({ id: 'idn_2', emailAddress: 'ada@example.test' })
  await address.prepareVerification()
  await address.attemptVerification({ code: '424242' })
  expect(await address.makePrimary()).toMatchObject({ primaryEmailAddressId: 'idn_2' })
  await countersign.user.emailAddress('idn_2').destroy()
  expect(sent(peer)).toEqual([
    ['/v1/me/email_addresses', 'POST', { email_address: 'ada@new.test' }],
    ['/v1/me/email_addresses/idn_2/prepare_verification', 'POST', { strategy: 'email_code' }],
    ['/v1/me/email_addresses/idn_2/attempt_verification', 'POST', { code: '424242' }],
    ['/v1/me', 'PATCH', { primary_email_address_id: 'idn_2' }],
    ['/v1/me/email_addresses/idn_2', 'DELETE', {}],
  ])
})

test('a phone number is added, verified, reserved as second factor, made the default and removed (S34, S38)', async () => {
  const { peer, countersign } = await startLoaded(signedIn)
  const answer = () => ({ response: phoneNumberView(), client: null })
  peer.on('POST /v1/me/phone_numbers', answer)
  peer.on('POST /v1/me/phone_numbers/idn_9/prepare_verification', answer)
  peer.on('POST /v1/me/phone_numbers/idn_9/attempt_verification', answer)
  peer.on('POST /v1/me/phone_numbers/idn_9', ({ query, form }) => {
    if (query['_method'] === 'DELETE') return deleted('phone_number')
    const reserved_for_second_factor = form['reserved_for_second_factor'] === 'true'
    const backup_codes = reserved_for_second_factor ? ['abcd-efgh'] : null
    return { response: phoneNumberView({ reserved_for_second_factor, backup_codes }), client: null }
  })

  const number = await countersign.user.createPhoneNumber({ phoneNumber: '+1 415-555-0123' })
  expect(number).toMatchObject({ id: 'idn_9', phoneNumber: '+14155550123', reservedForSecondFactor: false })
  await number.prepareVerification()
  await number.attemptVerification({ code: '424242' })
  const reserved = await number.setReservedForSecondFactor({ reserved: true })
  expect(reserved).toMatchObject({ reservedForSecondFactor: true, backupCodes: ['abcd-efgh'] })
  await number.makeDefaultSecondFactor()
  await countersign.user.phoneNumber('idn_9').setReservedForSecondFactor({ reserved: false })
  await countersign.user.phoneNumber('idn_9').destroy()
  expect(sent(peer)).toEqual([
    ['/v1/me/phone_numbers', 'POST', { phone_number: '+1 415-555-0123' }],
    ['/v1/me/phone_numbers/idn_9/prepare_verification', 'POST', { strategy: 'phone_code' }],
    ['/v1/me/phone_numbers/idn_9/attempt_verification', 'POST', { code: '424242' }],
    ['/v1/me/phone_numbers/idn_9', 'PATCH', { reserved_for_second_factor: 'true' }],
    ['/v1/me/phone_numbers/idn_9', 'PATCH', { default_second_factor: 'true' }],
    ['/v1/me/phone_numbers/idn_9', 'PATCH', { reserved_for_second_factor: 'false' }],
    ['/v1/me/phone_numbers/idn_9', 'DELETE', {}],
  ])
})

test('sessions elsewhere are listed and can be ended', async () => {
  const { peer, countersign } = await startLoaded(signedIn)
  peer.on('GET /v1/me/sessions/active', () => [sessionView({ user: null }), sessionView({ id: 'sess_2', user: null })])
  peer.on('POST /v1/me/sessions/sess_2/revoke', () => ({ response: sessionView({ id: 'sess_2' }), client: null }))
  const sessions = await countersign.user.getSessions()
  expect(sessions.map(({ id }) => id)).toEqual(['sess_1', 'sess_2'])
  await sessions[1]?.revoke()
  expect(peer.requests.at(-1)).toMatchObject({
    path: '/v1/me/sessions/sess_2/revoke',
    query: { _clerk_session_id: 'sess_1' },
  })
})

test('trusted devices are listed and can be ended, one or all', async () => {
  const { peer, countersign } = await startLoaded(signedIn)
  const device = { object: 'trusted_device', id: 'tdev_1', browser_name: 'Firefox', is_this_device: true }
  peer.on('GET /v1/me/trusted_devices', () => [device])
  peer.on('POST /v1/me/trusted_devices/tdev_1', () => deleted('trusted_device'))
  peer.on('POST /v1/me/trusted_devices', () => ({
    response: { object: 'trusted_devices', deleted: true },
    client: null,
  }))
  const [listed] = await countersign.user.getTrustedDevices()
  expect(listed).toMatchObject({ id: 'tdev_1', browserName: 'Firefox', isThisDevice: true })
  await listed?.revoke()
  await countersign.user.revokeTrustedDevices()
  expect(sent(peer).slice(1)).toEqual([
    ['/v1/me/trusted_devices/tdev_1', 'DELETE', {}],
    ['/v1/me/trusted_devices', 'DELETE', {}],
  ])
})

test('an account that deletes itself is signed out', async () => {
  const { peer, countersign } = await startLoaded(signedIn)
  peer.on('POST /v1/me', () => ({ ...deleted('user'), client: clientView() }))
  await countersign.user.delete()
  expect(sent(peer)).toEqual([['/v1/me', 'DELETE', {}]])
  expect(countersign.getState()).toMatchObject({ session: null, user: null })
})
