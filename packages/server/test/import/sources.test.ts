import type { SignInView } from '@countersign/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toBase32 } from '../../src/factors/totp/base32.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, codeOf, second, startSignIn } from '../support/browser.ts'
import { bring, find, fixture, leftOut, reasons, settings } from './scene.ts'

/** Realistic files of each system, and the first sign-in of a user who was in them. */
const given = 'correct horse battery'
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, settings)
})
afterAll(() => app.close())

async function signIn(identifier: string, totp: string | null, password = given): Promise<SignInView> {
  const browser = new Browser(app, instance)
  const { response, body } = await startSignIn(browser, identifier, password)
  if (!response) throw new Error(JSON.stringify(body))
  if (totp === null) return response
  expect(response.status).toBe('needs_second_factor')
  app.clock.advance(30_000)
  return (await second(browser, response.id, 'totp', codeOf(totp, app.clock.now()))).response
}

test('Clerk’s table: names, verified and other addresses, hashes and the authenticator app come in, bad rows are told by line', async () => {
  const report = await bring(app, instance, { from: 'clerk', file: fixture('clerk.csv') })
  expect([report.rows, report.imported]).toEqual([6, 3])
  expect(reasons(report)).toEqual([
    '4: an e-mail address is malformed',
    '5: the row has more or fewer cells than the heading',
    '7: its e-mail address belongs to somebody else already',
  ])
  expect(leftOut(report)).toEqual([
    '6: password (a fast hash keeps no password secret; the user chooses a new one by mail)',
    '6: authenticator app (its secret is shorter than 128 bits or malformed)',
  ])
  const ada = await find(app, instance, 'user_2abcAda')
  expect(ada).toMatchObject({ first_name: 'Ada', username: 'ada', totp_enabled: true })
  expect(
    ada?.email_addresses.map((email) => [email.email_address, email.verification?.status ?? 'unverified']),
  ).toEqual(
    expect.arrayContaining([
      ['ada@clerk.example', 'verified'],
      ['ada@home.example', 'verified'],
      ['ada@old.example', 'unverified'],
    ]),
  )
  expect(ada?.primary_email_address_id).toBe(
    ada?.email_addresses.find((email) => email.email_address === 'ada@clerk.example')?.id,
  )
  expect((await signIn('ada@home.example', secret)).status).toBe('complete')
  expect((await signIn('grace@clerk.example', null, 'password')).status).toBe('complete')
  expect((await find(app, instance, 'user_2abcGrace'))?.last_name).toBe('Hopper, née Murray')
})

test('users of Clerk’s Backend API as JSON bring numbers for the second step, backup codes, metadata and dates', async () => {
  const report = await bring(app, instance, { from: 'clerk', file: fixture('clerk.json') })
  expect([report.imported, reasons(report)]).toEqual([2, []])
  expect(leftOut(report)).toEqual([
    '2: passkeys (1)',
    '2: accounts of other providers (1)',
    '67: verification of an e-mail address (the file does not say)',
  ])
  const radia = await find(app, instance, 'app-1')
  expect(radia).toMatchObject({
    public_metadata: { plan: 'pro' },
    private_metadata: { stripe: 'cus_1' },
    unsafe_metadata: { theme: 'dark' },
    created_at: 1_700_000_000_000,
    last_sign_in_at: 1_730_000_000_000,
    locale: 'fr',
    backup_code_enabled: true,
  })
  expect(radia?.phone_numbers[0]).toMatchObject({
    phone_number: '+12025550120',
    reserved_for_second_factor: true,
    default_second_factor: true,
    verification: { status: 'verified' },
  })
  const browser = new Browser(app, instance)
  const { response } = await startSignIn(browser, 'radia@json.example', given)
  expect((await second(browser, response.id, 'backup_code', 'AAAA-1111')).response.status).toBe('complete')
})

test('what a file says nothing about is verified only where the operator says so', async () => {
  const other = await app.create({ slug: 'trusting' }, settings)
  const report = await bring(app, other, { from: 'clerk', file: fixture('clerk.json'), trustsAddresses: true })
  expect(leftOut(report)).toEqual(['2: passkeys (1)', '2: accounts of other providers (1)'])
  const user = await find(app, other, 'legacy-2')
  expect(user?.email_addresses[0]?.verification?.status).toBe('verified')
})

test('Auth0’s users, one a line, find their hashes in the file beside it; factors and blocks come along', async () => {
  const wish = { from: 'auth0', file: fixture('auth0.ndjson'), passwords: fixture('auth0-passwords.ndjson') } as const
  const report = await bring(app, instance, wish)
  expect(report.imported).toBe(3)
  expect(reasons(report)).toEqual(['4: the item is not a JSON object', '5: Id is missing'])
  expect(leftOut(report)).toEqual(['2: accounts of other providers (1)'])
  expect((await signIn('ada@auth0.example', secret)).status).toBe('complete')
  const ada = await find(app, instance, 'auth0|5f7c8ec7c33c6c004bbafe82')
  expect(ada).toMatchObject({ unsafe_metadata: { theme: 'dark' }, private_metadata: { plan: 'pro' } })
  expect(ada?.phone_numbers[0]).toMatchObject({ reserved_for_second_factor: true, default_second_factor: true })
  expect(await find(app, instance, 'auth0|custom')).toMatchObject({ banned: true, password_enabled: true })
})

test('Keycloak’s realm: PBKDF2 and argon2 hashes, and one-time-password secrets that are text there', async () => {
  const report = await bring(app, instance, { from: 'keycloak', file: fixture('keycloak.json') })
  expect(report.imported).toBe(2)
  expect(reasons(report)).toEqual([expect.stringMatching(/^\d+: secretData is not JSON$/)])
  expect(leftOut(report)).toEqual([
    expect.stringMatching(/: passkeys$/),
    expect.stringMatching(/: authenticator app \(not SHA-1 with six digits/),
  ])
  const key = toBase32(Buffer.from('dXcPGJ1bZ6LQZzZ0w9sF'))
  expect((await signIn('ada@keycloak.example', key)).status).toBe('complete')
  const ada = await find(app, instance, 'eee62a06-f60e-4ef8-954a-98dfeb869976')
  expect(ada).toMatchObject({ created_at: 1_612_345_678_901, private_metadata: { team: 'blue', roles: ['a', 'b'] } })
  expect(await find(app, instance, '0b7d3f6a-0000-4000-8000-000000000002')).toMatchObject({
    banned: true,
    username: null,
  })
})

test('Supabase’s users with the factors beside them: numbers without a plus, bans for good, nobody who was deleted', async () => {
  const report = await bring(app, instance, { from: 'supabase', file: fixture('supabase.json') })
  expect(report.imported).toBe(2)
  expect(reasons(report)).toEqual(['32: the user is deleted there'])
  expect(leftOut(report)).toEqual(['3: accounts of other providers (1)'])
  expect((await signIn('ada@supabase.example', secret)).status).toBe('complete')
  const ada = await find(app, instance, '11111111-1111-4111-8111-111111111111')
  expect(ada?.phone_numbers.map((phone) => [phone.phone_number, phone.reserved_for_second_factor]).sort()).toEqual([
    ['+12025550150', false],
    ['+12025550151', true],
  ])
  expect(ada?.created_at).toBe(Date.parse('2024-05-01T09:00:00Z'))
  const grace = await find(app, instance, '22222222-2222-4222-8222-222222222222')
  expect(grace).toMatchObject({ banned: true, totp_enabled: false, password_enabled: false })
})

test('Better Auth’s factors are opened with the secret of the app, and are left out without it or with another', async () => {
  const file = fixture('better-auth.json')
  for (const secret of [undefined, 'another secret']) {
    const dry = await bring(app, instance, { from: 'better-auth', file, isDryRun: true, ...(secret ? { secret } : {}) })
    expect(leftOut(dry)).toContain('3: authenticator app and backup codes (sealed; give --better-auth-secret-file)')
  }
  const report = await bring(app, instance, { from: 'better-auth', file, secret: 'a secret of the app that moves' })
  expect([report.imported, reasons(report)]).toEqual([3, ['35: an e-mail address is malformed']])
  expect(leftOut(report)).toEqual([
    '3: accounts of other providers (1)',
    '26: authenticator app and backup codes (sealed; give --better-auth-secret-file)',
  ])
  const key = toBase32(Buffer.from('abcdefghijklmnopqrstuvwxyz012345'))
  expect((await signIn('ada@better.example', key)).status).toBe('complete')
  const browser = new Browser(app, instance)
  const { response } = await startSignIn(browser, 'ada@better.example', given)
  expect((await second(browser, response.id, 'backup_code', 'aB3dE-fG4hJ')).response.status).toBe('complete')
  const grace = await find(app, instance, 'Zx8Cv7Bn6Mm5Kk4Jj3Hh2Gg1Ff0Dd9Ss')
  expect(grace).toMatchObject({ first_name: 'Grace', last_name: 'Brewster Hopper' })
  expect((await find(app, instance, 'k3Jq0bXzT9aWnE5rUcYh2LmPvS7dFgHi'))?.private_metadata).toEqual({ role: 'admin' })
})

test('a table of one’s own: cells of several lines, lists, and rows that are wrong by line and reason', async () => {
  const report = await bring(app, instance, { from: 'csv', file: fixture('own.csv') })
  expect(report.imported).toBe(1)
  expect(reasons(report)).toEqual(['4: public_metadata is not JSON', '5: created_at is not a time'])
  expect((await signIn('ada@own.example', secret)).status).toBe('complete')
  expect(await find(app, instance, '1')).toMatchObject({
    first_name: 'Ada\nof two lines',
    public_metadata: { plan: 'pro' },
    backup_code_enabled: true,
    locale: 'de',
  })
})
