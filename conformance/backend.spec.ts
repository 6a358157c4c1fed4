import { verifyToken } from '@clerk/backend'
import { expect, test } from '@playwright/test'
import type { RunningServer } from '../e2e/support/server.ts'
import { AuthenticatorApp } from '../e2e/support/totp.ts'
import { type Instance, makeInstance, startBesidePackages } from './support/instance.ts'
import { password } from './support/sdk.ts'

const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
let server: RunningServer
let instance: Instance

test.beforeAll(async () => {
  server = await startBesidePackages()
  const settings = { multi_factor: { totp: true, phone_code: true, backup_code: true } }
  instance = await makeInstance(server, { environment: 'production', host: 'clerk.example.test', settings })
})
test.afterAll(() => server?.stop())

test('the back end’s SDK creates a user with factors, finds, changes, checks and removes', async () => {
  const { users, phoneNumbers } = instance.clerk
  const app = new AuthenticatorApp(`otpauth://totp/Acme:lea?secret=${totpSecret}&issuer=Acme`)
  const made = await users.createUser({
    emailAddress: ['lea@example.com'],
    phoneNumber: ['+4915112345678'],
    password,
    totpSecret,
    backupCodes: ['aaaa1111', 'bbbb2222'],
    firstName: 'Lea',
    publicMetadata: { plan: 'small' },
  })
  expect(made).toMatchObject({ firstName: 'Lea', totpEnabled: true, backupCodeEnabled: true, twoFactorEnabled: true })
  expect(await users.getUserList({ emailAddress: ['lea@example.com'] })).toMatchObject({ totalCount: 1 })
  expect(await users.getUserList({ phoneNumber: ['+4915112345678'] })).toMatchObject({ totalCount: 1 })
  expect(await users.getUserList({ phoneNumber: ['+4915112345679'] })).toMatchObject({ totalCount: 0 })
  expect(await users.getCount()).toBe(1)
  expect(await users.updateUser(made.id, { lastName: 'Lind' })).toMatchObject({ lastName: 'Lind' })
  expect(await users.updateUserMetadata(made.id, { publicMetadata: { seats: 3 } })).toMatchObject({
    publicMetadata: { plan: 'small', seats: 3 },
  })
  expect(await users.verifyPassword({ userId: made.id, password })).toMatchObject({ verified: true })
  expect(await users.verifyTOTP({ userId: made.id, code: app.codeNow() })).toMatchObject({
    verified: true,
    code_type: 'totp',
  })
  expect(await users.verifyTOTP({ userId: made.id, code: 'AAAA-1111' })).toMatchObject({
    verified: true,
    code_type: 'backup_code',
  })
  await expect(users.verifyTOTP({ userId: made.id, code: app.wrongCode() })).rejects.toMatchObject({ status: 422 })
  expect((await users.lockUser(made.id)).locked).toBe(true)
  expect((await users.unlockUser(made.id)).locked).toBe(false)
  expect((await users.banUser(made.id)).banned).toBe(true)
  expect((await users.unbanUser(made.id)).banned).toBe(false)
  const phone = await phoneNumbers.createPhoneNumber({
    userId: made.id,
    phoneNumber: '+4915112345670',
    verified: true,
    reservedForSecondFactor: true,
  })
  expect(await phoneNumbers.getPhoneNumber(phone.id)).toMatchObject({
    phoneNumber: '+4915112345670',
    reservedForSecondFactor: true,
  })
  expect(await phoneNumbers.updatePhoneNumber(phone.id, { reservedForSecondFactor: false })).toMatchObject({
    reservedForSecondFactor: false,
  })
  expect(await phoneNumbers.deletePhoneNumber(phone.id)).toMatchObject({ deleted: true })
  const { emailAddresses } = instance.clerk
  const email = await emailAddresses.createEmailAddress({
    userId: made.id,
    emailAddress: 'lea@work.example',
    verified: true,
  })
  expect(await emailAddresses.getEmailAddress(email.id)).toMatchObject({ emailAddress: 'lea@work.example' })
  expect(await emailAddresses.updateEmailAddress(email.id, { primary: true })).toMatchObject({ id: email.id })
  expect((await users.getUser(made.id)).primaryEmailAddressId).toBe(email.id)
  expect(await emailAddresses.deleteEmailAddress(email.id)).toMatchObject({ deleted: true })
  expect(await users.deleteUserBackupCodes(made.id)).toMatchObject({ userId: made.id })
  expect(await users.deleteUserTOTP(made.id)).toMatchObject({ userId: made.id })
  expect(await users.disableUserMFA(made.id)).toMatchObject({ userId: made.id })
  expect(await users.getUser(made.id)).toMatchObject({ twoFactorEnabled: false })
  expect(await users.deleteUser(made.id)).toMatchObject({ deleted: true })
  await expect(users.getUser(made.id)).rejects.toMatchObject({ status: 404 })
})

test('it opens a session, mints and verifies a token by key set and without network, and ends it', async () => {
  const { users, sessions, clients } = instance.clerk
  const user = await users.createUser({ emailAddress: ['max@example.com'], password })
  const session = await sessions.createSession({ userId: user.id })
  const { jwt } = await sessions.getToken(session.id)
  const claims = { sub: user.id, sid: session.id, iss: 'https://clerk.example.test' }
  expect(await verifyToken(jwt, { secretKey: instance.secretKey, apiUrl: server.url })).toMatchObject(claims)
  const { keys } = (await (await fetch(`${instance.url}/.well-known/jwks.json`)).json()) as {
    keys: import('node:crypto').JsonWebKey[]
  }
  const jwtKey = (await import('node:crypto'))
    .createPublicKey({ key: keys[0] ?? {}, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' }) as string
  expect(await verifyToken(jwt, { jwtKey })).toMatchObject(claims)
  const request = new Request('https://app.example.test/', { headers: { authorization: `Bearer ${jwt}` } })
  expect((await instance.clerk.authenticateRequest(request, { jwtKey })).toAuth()).toMatchObject({ userId: user.id })
  expect((await sessions.getSessionList({ userId: user.id })).data[0]).toMatchObject({
    id: session.id,
    status: 'active',
  })
  expect(await sessions.getSession(session.id)).toMatchObject({ userId: user.id })
  expect((await clients.getClientList()).data.length).toBeGreaterThan(0)
  expect(await clients.getClient(session.clientId)).toMatchObject({ id: session.clientId })
  expect((await sessions.revokeSession(session.id)).status).toBe('revoked')
  await expect(sessions.getToken(session.id)).rejects.toMatchObject({ status: 404 })
})

test('it makes sign-in tokens, testing tokens and actor tokens, and reads the instance', async () => {
  const { users, signInTokens, testingTokens, actorTokens, instance: about } = instance.clerk
  const user = await users.createUser({ emailAddress: ['ned@example.com'], password })
  const token = await signInTokens.createSignInToken({ userId: user.id, expiresInSeconds: 60 })
  expect(token).toMatchObject({ userId: user.id, status: 'pending' })
  expect(token.token).toBeTruthy()
  expect(await signInTokens.revokeSignInToken(token.id)).toMatchObject({ status: 'revoked' })
  expect((await testingTokens.createTestingToken()).token).toBeTruthy()
  const admin = await users.createUser({ emailAddress: ['olga@example.com'], password })
  const actor = await actorTokens.create({ userId: user.id, actor: { sub: admin.id }, expiresInSeconds: 60 })
  expect(actor).toMatchObject({ userId: user.id, status: 'pending', actor: { sub: admin.id } })
  expect(await actorTokens.revoke(actor.id)).toMatchObject({ status: 'revoked' })
  expect(await about.get()).toMatchObject({ id: expect.any(String), environmentType: 'production' })
})
