import { verifyToken } from '@clerk/backend'
import { expect, test } from '@playwright/test'
import type { RunningServer } from '../e2e/support/server.ts'
import { AuthenticatorApp } from '../e2e/support/totp.ts'
import { type Instance, makeInstance, startBesidePackages } from './support/instance.ts'
import { password } from './support/sdk.ts'

const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
let server: RunningServer
let instance: Instance
let development: Instance

test.beforeAll(async () => {
  server = await startBesidePackages()
  const settings = { multi_factor: { totp: true, phone_code: true, backup_code: true } }
  instance = await makeInstance(server, { environment: 'production', host: 'clerk.example.test', settings })
  development = await makeInstance(server, { environment: 'development', host: 'dev.example.test', settings })
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
  // The SDK hands the answer on as it is: it has no `object` to be made into something.
  expect(await users.deleteUserBackupCodes(made.id)).toMatchObject({ user_id: made.id })
  expect(await users.deleteUserTOTP(made.id)).toMatchObject({ user_id: made.id })
  expect(await users.disableUserMFA(made.id)).toMatchObject({ user_id: made.id })
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
  await expect(testingTokens.createTestingToken()).rejects.toMatchObject({ status: 403 })
  expect((await development.clerk.testingTokens.createTestingToken()).token).toBeTruthy()
  const admin = await users.createUser({ emailAddress: ['olga@example.com'], password })
  const actor = await actorTokens.create({ userId: user.id, actor: { sub: admin.id }, expiresInSeconds: 60 })
  expect(actor).toMatchObject({ userId: user.id, status: 'pending', actor: { sub: admin.id } })
  expect(await actorTokens.revoke(actor.id)).toMatchObject({ status: 'revoked' })
  expect(await about.get()).toMatchObject({ id: expect.any(String), environmentType: 'production' })
})

test('it finds users by everything it offers, and puts metadata, addresses and numbers in place of others', async () => {
  const { users } = development.clerk
  const start = Date.now()
  const ada = await users.createUser({
    emailAddress: ['ada@example.com'],
    phoneNumber: ['+4915112345601'],
    password,
    firstName: 'Ada',
  })
  const ben = await users.createUser({
    emailAddress: ['ben@example.com'],
    password,
    firstName: 'Ben',
    externalId: 'ben-1',
  })
  const ids = async (filter: Parameters<typeof users.getUserList>[0]) =>
    (await users.getUserList(filter)).data.map((user) => user.id)
  expect(await ids({ orderBy: '+created_at' })).toEqual([ada.id, ben.id])
  expect(await ids({ orderBy: '-first_name' })).toEqual([ben.id, ada.id])
  expect(await ids({ externalId: ['ben-1'] })).toEqual([ben.id])
  expect(await ids({ query: '5601' })).toEqual([ada.id])
  expect(await ids({ createdAtAfter: start - 60_000, createdAtBefore: start - 30_000 })).toEqual([])
  expect(await ids({ createdAtAfter: start - 60_000, limit: 1, orderBy: 'email_address' })).toEqual([ada.id])
  await users.updateUserMetadata(ada.id, { publicMetadata: { plan: 'small', seats: 1 } })
  const replaced = await users.replaceUserMetadata(ada.id, { publicMetadata: { seats: 2 } })
  expect(replaced.publicMetadata).toEqual({ seats: 2 })
  const email = await users.replaceUserEmailAddress(ada.id, { emailAddress: 'ada@work.example' })
  const phone = await users.replaceUserPhoneNumber(ada.id, { phoneNumber: '+4915112345602' })
  expect(await users.getUser(ada.id)).toMatchObject({
    emailAddresses: [{ id: email.id, emailAddress: 'ada@work.example' }],
    phoneNumbers: [{ id: phone.id, phoneNumber: '+4915112345602' }],
    primaryEmailAddressId: email.id,
    primaryPhoneNumberId: phone.id,
  })
  expect(await users.setPasswordCompromised(ada.id, { revokeAllSessions: true })).toMatchObject({ id: ada.id })
  expect(await users.unsetPasswordCompromised(ada.id)).toMatchObject({ id: ada.id })
  expect(await users.removePassword(ada.id)).toMatchObject({ passwordEnabled: false })
  expect(await users.getOrganizationMembershipList({ userId: ada.id })).toMatchObject({ totalCount: 0, data: [] })
})

test('it mints tokens of templates, which nobody takes for a session', async () => {
  const { users, sessions, jwtTemplates } = development.clerk
  const template = await jwtTemplates.create({
    name: 'graph',
    claims: { aud: 'graph', mail: '{{user.primary_email_address}}' },
    lifetime: 90,
  })
  expect(template).toMatchObject({ name: 'graph', lifetime: 90 })
  expect((await jwtTemplates.list()).data).toHaveLength(1)
  const user = await users.createUser({ emailAddress: ['kim@example.com'], password })
  const session = await sessions.createSession({ userId: user.id })
  const { jwt } = await sessions.getToken(session.id, 'graph', 120)
  const key = { secretKey: development.secretKey, apiUrl: server.url }
  expect(await verifyToken(jwt, key)).toMatchObject({ sub: user.id, aud: 'graph', mail: 'kim@example.com' })
  const request = new Request('https://app.example.test/', { headers: { authorization: `Bearer ${jwt}` } })
  expect((await development.clerk.authenticateRequest(request)).isAuthenticated).toBe(false)
  expect(await jwtTemplates.delete(template.id)).toMatchObject({ deleted: true })
  await expect(sessions.getToken(session.id, 'graph')).rejects.toMatchObject({ status: 404 })
})

test('an actor token’s session says who acts, to the SDK as well; a sign-in token still asks for the second factor', async () => {
  const { users, actorTokens, signInTokens, sessions, clients } = instance.clerk
  const user = await users.createUser({ emailAddress: ['pia@example.com'], password, totpSecret })
  const use = async (ticket: string | null | undefined) => {
    const origin = instance.url.replace(/\/i\/.*/, '')
    const body = new URLSearchParams({ strategy: 'ticket', ticket: ticket ?? '' })
    const answer = await fetch(`${instance.url}/v1/client/sign_ins`, { method: 'POST', body, headers: { origin } })
    const { response } = (await answer.json()) as { response: { status: string; created_session_id: string } }
    const cookie = /__client=([^;]+)/.exec(answer.headers.getSetCookie().join())?.[1] ?? ''
    return { ...response, cookie }
  }
  const token = await signInTokens.createSignInToken({ userId: user.id, expiresInSeconds: 60 })
  expect((await use(token.token)).status).toBe('needs_second_factor')
  const actor = await actorTokens.create({
    userId: user.id,
    actor: { sub: 'user_admin' },
    sessionMaxDurationInSeconds: 600,
  })
  const signIn = await use(actor.token)
  expect(signIn.status).toBe('complete')
  expect(await sessions.getSession(signIn.created_session_id)).toMatchObject({
    actor: { sub: 'user_admin' },
    status: 'active',
  })
  expect((await clients.verifyClient(signIn.cookie)).sessionIds).toEqual([signIn.created_session_id])
  const { jwt } = await sessions.getToken(signIn.created_session_id)
  const claims = await verifyToken(jwt, { secretKey: instance.secretKey, apiUrl: server.url })
  expect(claims).toMatchObject({ act: { sub: 'user_admin' }, fva: [-1, -1] })
  await expect(sessions.createSession({ userId: user.id })).rejects.toMatchObject({ status: 403 })
})

test('it reads and changes a sign-up and the instance, and lists what there is none of as empty', async () => {
  const { signUps, instance: about, organizations, domains, allowlistIdentifiers } = development.clerk
  const origin = development.url.replace(/\/i\/.*/, '')
  const body = new URLSearchParams({ email_address: 'new@example.com', password })
  const begun = await fetch(`${development.url}/v1/client/sign_ups`, { method: 'POST', body, headers: { origin } })
  const { id } = ((await begun.json()) as { response: { id: string } }).response
  expect(await signUps.get(id)).toMatchObject({ id, emailAddress: 'new@example.com', status: 'missing_requirements' })
  expect(await signUps.update({ signUpAttemptId: id, externalId: 'new-1' })).toMatchObject({ externalId: 'new-1' })
  await about.update({ allowedOrigins: ['https://app.example.test'] })
  expect((await about.get()).allowedOrigins).toEqual(['https://app.example.test'])
  expect(await about.updateOrganizationSettings({ enabled: true })).toMatchObject({ enabled: true })
  expect(await organizations.getOrganizationList()).toMatchObject({ data: [], totalCount: 0 })
  expect(await domains.list()).toMatchObject({ data: [], totalCount: 0 })
  expect(await allowlistIdentifiers.getAllowlistIdentifierList()).toMatchObject({ data: [], totalCount: 0 })
})

test('it creates, lists and revokes invitations, and an invited person signs up', async () => {
  const { invitations, users } = development.clerk
  const origin = development.url.replace(/\/i\/.*/, '')
  const emailAddress = 'invited@example.com'
  const made = await invitations.createInvitation({ emailAddress, publicMetadata: { plan: 'pro' }, notify: false })
  expect(made).toMatchObject({ emailAddress, status: 'pending', publicMetadata: { plan: 'pro' } })
  await expect(invitations.createInvitation({ emailAddress })).rejects.toMatchObject({
    errors: [{ code: 'duplicate_record' }],
  })
  const other = await invitations.createInvitation({ emailAddress: 'other@example.com', expiresInDays: 1 })
  expect(await invitations.revokeInvitation(other.id)).toMatchObject({ id: other.id, status: 'revoked', revoked: true })
  const ticket = new URL(made.url ?? '').searchParams.get('__clerk_ticket') ?? ''
  const body = new URLSearchParams({ strategy: 'ticket', ticket, password })
  await fetch(`${development.url}/v1/client/sign_ups`, { method: 'POST', body, headers: { origin } })
  expect(await invitations.getInvitationList({ status: 'accepted' })).toMatchObject({
    data: [{ id: made.id, status: 'accepted' }],
    totalCount: 1,
  })
  const { data } = await users.getUserList({ emailAddress: [emailAddress] })
  expect(data).toMatchObject([{ publicMetadata: { plan: 'pro' } }])
})
