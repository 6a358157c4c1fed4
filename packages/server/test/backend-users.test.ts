import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, codeOf, mailed, password, second, startSignIn } from './support/browser.ts'
import { newCodes, peopleOf, secret } from './support/people.ts'

let app: TestApp
let instance: CreatedInstance
let call: ReturnType<typeof backend>

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({ slug: 'acme' }, mfaOn)
  call = backend(app, instance)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

const { newEmail, create, read, list, audited } = peopleOf(() => ({ app, call }))

test('another verified address becomes the primary one, and the user hears of it where they were reached before', async () => {
  const user = await create({})
  const extra = newEmail()
  const made = await call<{ id: string }>('POST', '/email_addresses', {
    user_id: user.id,
    email_address: extra,
    verified: true,
  })
  const before = (await mailed(new Browser(app, instance), user.email)).length
  const change = { primary_email_address_id: made.response.id }
  expect((await call('PATCH', `/users/${user.id}`, change)).status).toBe(200)
  expect((await read(user.id)).primary_email_address_id).toBe(made.response.id)
  expect((await mailed(new Browser(app, instance), user.email)).length).toBe(before + 1)
  expect((await call('PATCH', `/users/${user.id}`, change)).status).toBe(200)
  expect((await mailed(new Browser(app, instance), user.email)).length).toBe(before + 1)
})

describe('a user made by the app', () => {
  test('signs in at once with the password, the address being vouched for', async () => {
    const user = await create({ first_name: 'Ada', external_id: 'ext-1', private_metadata: { plan: 'gold' } })
    expect(user.email_addresses[0]?.verification?.status).toBe('verified')
    expect(user).toMatchObject({ first_name: 'Ada', external_id: 'ext-1', private_metadata: { plan: 'gold' } })
    expect(user).toMatchObject({ banned: false, locked: false, verification_attempts_remaining: 10 })
    expect((await startSignIn(new Browser(app, instance), user.email)).response.status).toBe('complete')
    expect(await audited(user.id)).toContainEqual(
      expect.objectContaining({ event: 'user.created', actor_id: expect.stringMatching(/^key_/) }),
    )
  })

  test('may be banned or locked from the start, and keeps the day of its sign-up elsewhere', async () => {
    const created_at = '2012-10-20T07:15:20.902Z'
    const banned = await create({ banned: true, created_at })
    expect(banned).toMatchObject({ banned: true, locked: false, created_at: Date.parse(created_at) })
    const locked = await create({ locked: true })
    expect(locked).toMatchObject({ banned: false, locked: true })
    for (const { email } of [banned, locked])
      expect((await startSignIn(new Browser(app, instance), email)).status).toBe(403)
    for (const wrong of ['yesterday', 1_350_717_320_902, new Date(app.clock.now() + 60_000).toISOString()]) {
      const refused = await call('POST', '/users', { external_id: newEmail(), created_at: wrong })
      expect(refused).toMatchObject({ status: 422, code: 'form_param_format_invalid' })
    }
  })

  test('with a secret and backup codes is asked for the second step, and both kinds work', async () => {
    const codes = newCodes()
    const user = await create({ totp_secret: secret, backup_codes: codes })
    expect(user).toMatchObject({ totp_enabled: true, two_factor_enabled: true, backup_codes_left: 10 })
    for (const [strategy, code] of [
      ['totp', codeOf(secret, app.clock.now())],
      ['backup_code', codes[0] ?? ''],
    ] as const) {
      const browser = new Browser(app, instance)
      const first = await startSignIn(browser, user.email)
      expect(first.response.status).toBe('needs_second_factor')
      expect((await second(browser, first.response.id, strategy, code)).response.status).toBe('complete')
    }
    expect((await read(user.id)).backup_codes_left).toBe(9)
  })

  test('shows neither secret, codes nor hashes in any answer, and stores none of them in the clear', async () => {
    const codes = newCodes()
    const user = await create({ totp_secret: secret, backup_codes: codes })
    const text = JSON.stringify([user, await read(user.id), await audited(user.id)])
    for (const hidden of [secret, password, ...codes]) expect(text).not.toContain(hidden)
    expect(text).not.toMatch(/argon2|password_hash|secret_sealed|code_mac/)
  })

  test.each([
    [
      'an address that is taken',
      () => ({ email_address: ['user1@example.com'] }),
      'form_identifier_exists',
      'email_address',
    ],
    [
      'an address twice',
      () => ({ email_address: ['twin@example.com', 'TWIN@example.com'] }),
      'form_param_format_invalid',
      'email_address',
    ],
    ['no address at all', () => ({ email_address: ['nobody'] }), 'form_param_format_invalid', 'email_address'],
    ['a short secret', () => ({ totp_secret: 'JBSWY3DPEHPK3PXP' }), 'form_param_format_invalid', 'totp_secret'],
    [
      'a secret that is not base32',
      () => ({ totp_secret: '0189'.repeat(8) }),
      'form_param_format_invalid',
      'totp_secret',
    ],
    [
      'a backup code too short to be one',
      () => ({ backup_codes: ['12345'] }),
      'form_param_format_invalid',
      'backup_codes',
    ],
    ['a common password', () => ({ password: 'password1234' }), 'form_password_pwned', 'password'],
    ['a short password', () => ({ password: 'x' }), 'form_password_length_too_short', 'password'],
    ['metadata that is a list', () => ({ public_metadata: [] }), 'form_param_format_invalid', 'public_metadata'],
  ])('is refused with %s, and nothing of it is left', async (_, wrong, code, field) => {
    const before = (await call<{ total_count: number }>('GET', '/users/count')).response.total_count
    const answer = await call('POST', '/users', { email_address: [newEmail()], password, ...wrong() })
    expect({ status: answer.status, code: answer.code, field: answer.errors[0]?.meta['param_name'] }).toEqual({
      status: 422,
      code,
      field,
    })
    expect((await call<{ total_count: number }>('GET', '/users/count')).response.total_count).toBe(before)
  })

  test('is made once when asked for several times at the same moment', async () => {
    const fields = { email_address: [newEmail()], external_id: 'ext-at-once', password }
    const answers = await Promise.all(Array.from({ length: 8 }, () => call('POST', '/users', fields)))
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
    expect(await list(`email_address=${fields.email_address[0]}`)).toHaveLength(1)
  })

  test('may have a password that the rules refuse, when the app says so', async () => {
    expect((await create({ password: 'password1234', skip_password_checks: true })).password_enabled).toBe(true)
  })
})
