import { createHash, randomBytes } from 'node:crypto'
import type { BackendUserView, SignInView } from '@countersign/contract'
import { hash as argon2 } from '@node-rs/argon2'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { testCode } from '../../src/messages/test-addresses.ts'
import { hashInFull, mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import {
  Browser,
  backend,
  codeOf,
  distinct,
  enrol,
  mailed,
  mailedCode,
  me,
  password,
  second,
  signUp,
  startSignIn,
} from '../support/browser.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  hashInFull(app)
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `door${++count}@example.com`
const visitor = (of = instance) => new Browser(app, of)
const now = () => app.clock.now()
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

async function user(fields: Record<string, unknown> = {}): Promise<{ id: string; email: string }> {
  const email = newEmail()
  const body = { email_address: [email], password, totp_secret: secret, ...fields }
  const made = await backend(app, instance)<BackendUserView>('POST', '/users', body)
  expect(made.status).toBe(200)
  return { id: made.response.id, email }
}

async function ticketFor(userId: string, life = 600_000): Promise<string> {
  const ticket = randomBytes(32).toString('base64url')
  await app.context.db
    .insertInto('tickets')
    .values({
      id: `tick_${++count}`,
      instance_id: instance.instance.id,
      user_id: userId,
      token_hash: createHash('sha256').update(ticket).digest('base64url'),
      created_at: now(),
      expires_at: now() + life,
      used_at: null,
    })
    .execute()
  return ticket
}
const byTicket = (on: Browser, ticket: string) =>
  on.post<SignInView>('/client/sign_ins', { strategy: 'ticket', ticket })

type Way = (browser: Browser, who: { id: string; email: string }) => Promise<SignInView>
/** Every first step there is. */
const ways: Record<string, Way> = {
  password: async (browser, { email }) => (await startSignIn(browser, email)).response,
  'password in two steps': async (browser, { email }) => {
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
    const path = `/client/sign_ins/${begun.response.id}/attempt_first_factor`
    return (await browser.post<SignInView>(path, { strategy: 'password', password })).response
  },
  'code from the mail': async (browser, { email }) => {
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: email, strategy: 'email_code' })
    const code = await mailedCode(browser, email)
    const path = `/client/sign_ins/${begun.response.id}/attempt_first_factor`
    return (await browser.post<SignInView>(path, { strategy: 'email_code', code })).response
  },
  'password reset': async (browser, { email }) => {
    const strategy = 'reset_password_email_code'
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: email, strategy })
    const path = `/client/sign_ins/${begun.response.id}`
    const code = await mailedCode(browser, email)
    await browser.post(`${path}/attempt_first_factor`, { strategy, code })
    return (await browser.post<SignInView>(`${path}/reset_password`, { password: 'a secret made anew' })).response
  },
  ticket: async (browser, { id }) => (await byTicket(browser, await ticketFor(id))).response,
}

describe.each(Object.keys(ways))('by %s', (name) => {
  const enter = (browser: Browser, who: { id: string; email: string }) => ways[name]?.(browser, who)

  test('somebody with a second factor is asked for it (R52, S32)', async () => {
    const who = await user()
    const browser = visitor()
    const proven = await enter(browser, who)
    expect(proven).toMatchObject({ status: 'needs_second_factor', created_session_id: null })
    expect((await me(browser)).status).toBe(401)
    const done = await second(browser, proven?.id ?? '', 'totp', codeOf(secret, now()))
    expect(done.response.status).toBe('complete')
  })

  test('somebody without one is in (S58)', async () => {
    const who = await user({ totp_secret: undefined })
    const browser = visitor()
    expect(await enter(browser, who)).toMatchObject({ status: 'complete' })
    expect((await me(browser)).response.id).toBe(who.id)
  })

  test('nobody gets in who is banned (R59)', async () => {
    const who = await user({ totp_secret: undefined })
    await backend(app, instance)('POST', `/users/${who.id}/ban`)
    const browser = visitor()
    expect((await enter(browser, who))?.status).not.toBe('complete')
    expect((await me(browser)).status).toBe(401)
  })
})

describe('a ticket', () => {
  test('works once, and only the first of many at the same time (R14)', async () => {
    const who = await user({ totp_secret: undefined })
    const ticket = await ticketFor(who.id)
    const answers = await Promise.all(Array.from({ length: 10 }, () => byTicket(visitor(), ticket)))
    expect(answers.filter((answer) => answer.response?.status === 'complete')).toHaveLength(1)
    expect((await byTicket(visitor(), ticket)).code).toBe('attempt_expired')
  })

  test('that is missing, unknown, too old or of another instance is none', async () => {
    const who = await user()
    expect((await visitor().post('/client/sign_ins', { strategy: 'ticket' })).code).toBe('form_param_missing')
    expect((await byTicket(visitor(), 'unknown')).code).toBe('attempt_expired')
    const old = await ticketFor(who.id, 1000)
    const foreign = await ticketFor(who.id)
    app.clock.advance(1000)
    expect((await byTicket(visitor(), old)).code).toBe('attempt_expired')
    const other = await app.create({ name: 'Elsewhere' }, mfaOn)
    expect((await byTicket(visitor(other), foreign)).code).toBe('attempt_expired')
  })
})

describe('one code given to two attempts at the same time', () => {
  async function two(who: { email: string }): Promise<[Browser, string][]> {
    return Promise.all(
      [1, 2].map(async (): Promise<[Browser, string]> => {
        const browser = visitor()
        return [browser, (await startSignIn(browser, who.email)).response.id]
      }),
    )
  }

  test('of the app finishes one of them (R4, R6)', async () => {
    const attempts = await two(await user())
    const code = codeOf(secret, now())
    const answers = await Promise.all(attempts.map(([browser, id]) => second(browser, id, 'totp', code)))
    expect(answers.map((answer) => answer.response?.status ?? answer.code).sort()).toEqual([
      'complete',
      'form_code_incorrect',
    ])
  })

  test('of the backup set finishes one of them (R28, S41)', async () => {
    const attempts = await two(await user({ backup_codes: ['AAAAAAAAAAAAA', 'BBBBBBBBBBBBB'] }))
    const answers = await Promise.all(
      attempts.map(([browser, id]) => second(browser, id, 'backup_code', 'a'.repeat(13))),
    )
    expect(answers.map((answer) => answer.response?.status ?? answer.code).sort()).toEqual([
      'complete',
      'form_code_incorrect',
    ])
  })
})

test('with few backup codes left the mail says how many (R30)', async () => {
  const who = await user({ backup_codes: ['AAAAAAAAAAAAA', 'BBBBBBBBBBBBB'] })
  const browser = visitor()
  const begun = await startSignIn(browser, who.email)
  await second(browser, begun.response.id, 'backup_code', 'AAAAAAAAAAAAA')
  const bodies = (await mailed(browser, who.email)).map((message) => message.body)
  expect(bodies).toContainEqual(expect.stringContaining('Only 1 code is left.'))
})

test('the owner is told once a day of right passwords with a wrong second step (R63)', async () => {
  const who = await user()
  const told = async () =>
    (await mailed(visitor(), who.email)).filter((message) => /has your password/i.test(message.subject ?? '')).length
  const fail = async () => {
    const browser = visitor()
    const begun = await startSignIn(browser, who.email)
    await second(browser, begun.response.id, 'totp', '000000')
  }
  await fail()
  await fail()
  expect(await told()).toBe(1)
  app.clock.advance(86_400_000)
  await fail()
  expect(await told()).toBe(2)
})

test('after a code by mail, a wrong second step tells nobody that their password is known', async () => {
  const who = await user()
  const browser = visitor()
  const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: who.email })
  const path = `/client/sign_ins/${response.id}`
  await browser.post(`${path}/prepare_first_factor`, { strategy: 'email_code' })
  const sent = (await mailed(browser, who.email)).at(-1)
  await browser.post(`${path}/attempt_first_factor`, { strategy: 'email_code', code: sent?.code ?? '' })
  expect(await second(browser, response.id, 'totp', '000000')).toMatchObject({ code: 'form_code_incorrect' })
  const subjects = (await mailed(browser, who.email)).map((message) => message.subject)
  expect(subjects).not.toContainEqual(expect.stringMatching(/has your password/i))
})

test('a lock is told to its owner (R63)', async () => {
  const who = await user()
  for (let i = 0; i < 10; i++) await startSignIn(visitor(), who.email, 'a wrong password')
  const subjects = (await mailed(visitor(), who.email)).map((message) => message.subject)
  expect(subjects).toContainEqual(expect.stringMatching(/locked/i))
})

test('an old, weaker password hash is replaced at the next sign-in, and a wrong password replaces nothing (R43)', async () => {
  const who = await user({ totp_secret: undefined })
  const peppered = app.context.keyring.mac('password', password)
  const weak = await argon2(peppered, { algorithm: 2, memoryCost: 8192, timeCost: 1, parallelism: 1 })
  await app.context.db.updateTable('users').set({ password_hash: weak }).where('id', '=', who.id).execute()
  const stored = async () =>
    (
      await app.context.db
        .selectFrom('users')
        .select('password_hash')
        .where('id', '=', who.id)
        .executeTakeFirstOrThrow()
    ).password_hash
  expect((await startSignIn(visitor(), who.email, 'a wrong password')).code).toMatch(/incorrect/)
  expect(await stored()).toBe(weak)
  expect((await startSignIn(visitor(), who.email)).response.status).toBe('complete')
  expect(await stored()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect((await startSignIn(visitor(), who.email)).response.status).toBe('complete')
})

describe('what the operator switched off is no way in:', () => {
  test('passwords (R59)', async () => {
    const own = await app.create({ name: 'No passwords' }, { first_factors: { password: false } })
    const email = newEmail()
    await backend(app, own)('POST', '/users', { email_address: [email], password })
    const browser = visitor(own)
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
    expect(begun.response.supported_first_factors.map((factor) => factor.strategy)).toEqual(['email_code'])
    for (const strategy of ['password', 'reset_password_email_code']) {
      const path = `/client/sign_ins/${begun.response.id}/attempt_first_factor`
      expect((await browser.post(path, { strategy, password, code: '123456' })).code).toBe('strategy_for_user_invalid')
    }
    expect((await startSignIn(visitor(own), email)).code).toBe('strategy_for_user_invalid')
  })

  test('codes from the mail, also where accounts may be told apart (R59)', async () => {
    const settings = { first_factors: { email_code: false }, enumeration_protection: false }
    const own = await app.create({ name: 'No codes' }, settings)
    const email = newEmail()
    await backend(app, own)('POST', '/users', { email_address: [email], password })
    const begun = await visitor(own).post<SignInView>('/client/sign_ins', { identifier: email })
    expect(begun.response.supported_first_factors.map((factor) => factor.strategy)).toEqual([
      'password',
      'reset_password_email_code',
    ])
    const bare = newEmail()
    await backend(app, own)('POST', '/users', { email_address: [bare] })
    const passwordless = await visitor(own).post<SignInView>('/client/sign_ins', { identifier: bare })
    expect(passwordless.response.supported_first_factors.map((factor) => factor.strategy)).toEqual([
      'reset_password_email_code',
    ])
    const hidden = await app.create({ name: 'No codes, hidden' }, { first_factors: { email_code: false } })
    const unknown = await visitor(hidden).post<SignInView>('/client/sign_ins', { identifier: email })
    expect(unknown.response.supported_first_factors.map((factor) => factor.strategy)).toEqual([
      'password',
      'reset_password_email_code',
    ])
  })
})

describe('the first step refuses', () => {
  test('to send what needs no sending, an empty password, a step without its attempt', async () => {
    const who = await user()
    const browser = visitor()
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: who.email })
    const path = `/client/sign_ins/${begun.response.id}`
    expect((await browser.post(`${path}/prepare_first_factor`, { strategy: 'password' })).code).toBe(
      'strategy_for_user_invalid',
    )
    expect((await browser.post(`${path}/prepare_first_factor`, { strategy: 'ticket' })).code).toBe(
      'strategy_for_user_invalid',
    )
    expect((await browser.post(`${path}/attempt_first_factor`, { strategy: 'password', password: '' })).code).toBe(
      'form_param_missing',
    )
    const stranger = visitor()
    await stranger.post('/client/sign_ins')
    expect((await stranger.get(path)).status).toBe(404)
    expect((await stranger.get('/client/sign_ups/sua_00000000000000000000000000')).status).toBe(404)
  })

  test('an attempt without an identifier', async () => {
    const browser = visitor()
    const begun = await browser.post<SignInView>('/client/sign_ins')
    expect(begun.response).toMatchObject({ status: 'needs_identifier', supported_first_factors: [] })
    const path = `/client/sign_ins/${begun.response.id}/attempt_first_factor`
    expect((await browser.post(path, { strategy: 'password', password })).code).toBe('step_not_allowed')
  })

  test('what can be neither address nor name, as it does any unknown one (R109)', async () => {
    for (const identifier of ['!!', '@', 'a b c', 'x'.repeat(300), '漢'.repeat(70)]) {
      const browser = visitor()
      expect((await startSignIn(browser, identifier)).code).toBe('form_password_or_identifier_incorrect')
      const begun = await browser.post<SignInView>('/client/sign_ins', { identifier })
      expect(begun.response.supported_first_factors.map((factor) => factor.strategy)).toEqual([
        'password',
        'email_code',
        'reset_password_email_code',
      ])
    }
  })

  test('the right code of an address that has no account (R109)', async () => {
    const browser = visitor()
    const begun = await browser.post<SignInView>('/client/sign_ins', {
      identifier: 'ghost+countersign_test@example.com',
      strategy: 'email_code',
    })
    const path = `/client/sign_ins/${begun.response.id}/attempt_first_factor`
    expect((await browser.post(path, { strategy: 'email_code', code: testCode })).code).toBe('form_code_incorrect')
  })
})

describe('a reset', () => {
  async function proven(email: string): Promise<{ browser: Browser; path: string }> {
    const browser = visitor()
    const strategy = 'reset_password_email_code'
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: email, strategy })
    const path = `/client/sign_ins/${begun.response.id}`
    const code = await mailedCode(browser, email)
    const done = await browser.post<SignInView>(`${path}/attempt_first_factor`, { strategy, code })
    expect(done.response.status).toBe('needs_new_password')
    return { browser, path }
  }

  test('begun twice is finished by one: the other is void with the first new password (R61, R75, R77)', async () => {
    const who = await user()
    const one = await proven(who.email)
    app.clock.advance(30_000)
    const other = await proven(who.email)
    const set = ({ browser, path }: typeof one, chosen: string) =>
      browser.post<SignInView>(`${path}/reset_password`, { password: chosen })
    const answers = await Promise.all([set(one, 'the first to come'), set(other, 'the second to come')])
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
    expect(answers.map((answer) => answer.code)).toContain('attempt_expired')
  })

  test('cannot jump over the new password, nor set a bad one, nor set two (R54, R74, R42)', async () => {
    const who = await user({ totp_secret: undefined })
    const { browser, path } = await proven(who.email)
    expect((await browser.post(`${path}/attempt_second_factor`, { strategy: 'totp', code: '123456' })).code).toBe(
      'step_not_allowed',
    )
    expect((await browser.post(`${path}/reset_password`, { password: 'password1' })).code).toBe('form_password_pwned')
    expect((await me(browser)).status).toBe(401)
    const set = (copy: Browser) => copy.post<SignInView>(`${path}/reset_password`, { password: 'a good new secret' })
    const answers = await Promise.all([set(browser.copy()), set(browser.copy())])
    expect(distinct(answers)).toBe(1)
  })

  test('works while the account is locked by guesses of others, and the second factor is still asked (R80, R74)', async () => {
    const who = await user()
    const { browser, path } = await proven(who.email)
    for (let i = 0; i < 10; i++) await startSignIn(visitor(), who.email, 'a wrong password')
    const reset = await browser.post<SignInView>(`${path}/reset_password`, { password: 'a good new secret' })
    expect(reset.response.status).toBe('needs_second_factor')
  })
})

test('a user deleted half-way is gone for the attempt too (R59)', async () => {
  const who = await user()
  const browser = visitor()
  const begun = await startSignIn(browser, who.email)
  await backend(app, instance)('DELETE', `/users/${who.id}`)
  expect((await second(browser, begun.response.id, 'totp', codeOf(secret, now()))).status).toBeGreaterThanOrEqual(400)
  expect((await me(browser)).status).toBe(401)
})

test('an instance without its signing key mints nothing and says so in the log (R118)', async () => {
  const own = await app.create({ name: 'Keyless' }, mfaOn)
  const browser = await signUp(app, own, newEmail())
  await enrol(browser)
  await app.context.db.deleteFrom('signing_keys').where('instance_id', '=', own.instance.id).execute()
  app.clock.advance(600_000)
  const answer = await browser.get<{ jwt: string }>('/client')
  expect([answer.status, answer.code]).toEqual([500, 'internal_error'])
  expect(JSON.stringify(answer.body)).not.toContain('eyJ')
  expect(app.logged.join('')).toContain('has no signing key')
})
