import type { SignInView, SignUpView, TotpView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verifyCode } from '../src/flows/administration/verify.ts'
import { confirmPasskeyOf } from '../src/flows/enrolment/passkeys.ts'
import { confirmEnrolment, removeTotp } from '../src/flows/enrolment/totp.ts'
import { attemptFirstAgain } from '../src/flows/reverification/reverification.ts'
import { passOn } from '../src/flows/sign-in/sign-in.finish.ts'
import { attemptFirst } from '../src/flows/sign-in/sign-in.first.ts'
import { loadSignIn } from '../src/flows/sign-in/sign-in.load.ts'
import { resetPassword } from '../src/flows/sign-in/sign-in.reset.ts'
import { attemptSecond } from '../src/flows/sign-in/sign-in.second.ts'
import { updateFields } from '../src/flows/sign-up/sign-up.ts'
import { attemptVerification } from '../src/flows/sign-up/sign-up.verify.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { testCode } from '../src/messages/test-addresses.ts'
import { requireSession } from '../src/sessions/guard.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import { Authenticator } from './support/authenticator.ts'
import { Browser, codeOf, enrol, mailedCode, me, password, signUp, startSignIn } from './support/browser.ts'
import { meanwhile, meanwhileSignedIn, scopeOf } from './support/meanwhile.ts'
import { addPasskey, askWithPasskey, nonceOf, startPasskey } from './support/passkeys.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const visitor = () => new Browser(app, instance)
const now = () => app.clock.now()
const newSecret = 'another good secret'
const code = (code: string) => ({ code })

async function person() {
  const email = `faster${++count}@example.com`
  const browser = await signUp(app, instance, email)
  return { email, browser, id: (await me(browser)).response.id }
}

async function begun(email: string) {
  const browser = visitor()
  const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
  return { browser, id: response.id }
}

async function sessionsOf(userId: string): Promise<number> {
  return (await app.context.db.selectFrom('sessions').select('id').where('user_id', '=', userId).execute()).length
}

describe('a sign-in that somebody else moved on in between', () => {
  test('takes no second first step (R6)', async () => {
    const { email, id: userId } = await person()
    const { browser, id } = await begun(email)
    const change = { first_at: now(), first_strategy: 'email_code' }
    const answer = meanwhile(
      browser,
      { after: 'sign_ins', nth: 2, change: (trx) => trx.updateTable('sign_ins').set(change).execute() },
      (scope) => attemptFirst(scope, id, { strategy: 'password', password }),
    )
    await expect(answer).rejects.toMatchObject(code('form_code_incorrect'))
    expect(await sessionsOf(userId)).toBe(1)
  })

  test('opens no second session (R6, R52)', async () => {
    const { email, id: userId } = await person()
    const { browser, id } = await begun(email)
    const answer = meanwhile(
      browser,
      {
        after: 'sessions',
        change: (trx) => trx.updateTable('sign_ins').set({ session_id: 'sess_other' }).where('id', '=', id).execute(),
      },
      (scope) => attemptFirst(scope, id, { strategy: 'password', password }),
    )
    await expect(answer).rejects.toMatchObject(code('step_not_allowed'))
    expect(await sessionsOf(userId)).toBe(1)
  })

  test('takes no second second step, and the code stays good (R6)', async () => {
    const { email, browser: owner, id: userId } = await person()
    const { secret } = await enrol(owner)
    const browser = visitor()
    const { id } = (await startSignIn(browser, email)).response
    const input = { strategy: 'totp', code: codeOf(secret, now()) } as const
    const answer = meanwhile(
      browser,
      { after: 'sign_ins', nth: 2, change: (trx) => trx.updateTable('sign_ins').set({ second_at: now() }).execute() },
      (scope) => attemptSecond(scope, id, input),
    )
    await expect(answer).rejects.toMatchObject(code('form_code_incorrect'))
    expect(await sessionsOf(userId)).toBe(1)
    await attemptSecond(await scopeOf(browser), id, input)
    expect(await sessionsOf(userId)).toBe(2)
  })

  test('is not made known a second time, and the code stays good (R6)', async () => {
    const careful = await app.create({ name: 'Careful', slug: 'careful' }, { device_trust: true })
    const email = `faster${++count}@example.com`
    const owner = await signUp(app, careful, email)
    const { id: userId } = (await me(owner)).response
    const browser = new Browser(app, careful)
    const { id } = (await startSignIn(browser, email)).response
    // Mails of the same millisecond are in no order.
    app.clock.advance(60_000)
    await browser.post(`/client/sign_ins/${id}/prepare_second_factor`, { strategy: 'email_code' })
    const input = { strategy: 'email_code', code: await mailedCode(browser, email) } as const
    const answer = meanwhile(
      browser,
      { after: 'sign_ins', nth: 2, change: (trx) => trx.updateTable('sign_ins').set({ trusted_at: now() }).execute() },
      (scope) => attemptSecond(scope, id, input),
    )
    await expect(answer).rejects.toMatchObject(code('form_code_incorrect'))
    expect(await sessionsOf(userId)).toBe(1)
    await attemptSecond(await scopeOf(browser), id, input)
    expect(await sessionsOf(userId)).toBe(2)
  })

  test('takes no passkey whose counter moved on: there may be two of it (R37)', async () => {
    const keys = await app.create({ name: 'Keys', slug: 'keys' }, { first_factors: { passkey: true } })
    const owner = await signUp(app, keys, `faster${++count}@example.com`)
    const { device } = await addPasskey(owner)
    const browser = new Browser(app, keys)
    const { response } = await askWithPasskey(browser)
    const signed = device.get(nonceOf(response.first_factor_verification), browser.origin)
    const input = { strategy: 'passkey', public_key_credential: signed } as const
    const answer = meanwhile(
      browser,
      { after: 'passkeys', nth: 2, change: (trx) => trx.updateTable('passkeys').set({ counter: 1 }).execute() },
      (scope) => attemptFirst(scope, response.id, input),
    )
    await expect(answer).rejects.toMatchObject(code('passkey_expired'))
    await attemptFirst(await scopeOf(browser), response.id, input)
    expect(await sessionsOf((await me(owner)).response.id)).toBe(2)
  })

  test('sets no second new password (R6)', async () => {
    const email = `faster${++count}+countersign_test@example.com`
    await signUpWithTestCode(email)
    const { browser, id } = await begun(email)
    const path = `/client/sign_ins/${id}`
    const reset = { strategy: 'reset_password_email_code' }
    await browser.post(`${path}/prepare_first_factor`, reset)
    await browser.post(`${path}/attempt_first_factor`, { ...reset, code: testCode })
    const answer = meanwhile(
      browser,
      {
        after: 'sign_ins',
        nth: 2,
        change: (trx) => trx.updateTable('sign_ins').set({ new_password_at: now() }).execute(),
      },
      (scope) => resetPassword(scope, id, newSecret),
    )
    await expect(answer).rejects.toMatchObject(code('step_not_allowed'))
    expect((await startSignIn(visitor(), email)).response.status).toBe('complete')
  })
})

test('not even a factor that took a stranger for somebody would open the door (R52)', async () => {
  const { browser, id } = await begun(`nobody${++count}@example.com`)
  const scope = await scopeOf(browser)
  const proof = {
    strategy: 'password',
    category: 'knowledge',
    identificationId: null,
    claim: async () => true,
  } as const
  const outcome = { proof, absolve: async () => {}, recorded: <T>(carried: Promise<T>) => carried }
  const answer = passOn(scope, await loadSignIn(app.context.db, scope, id), 'attempt_first', outcome, async () => ({}))
  await expect(answer).rejects.toMatchObject(code('step_not_allowed'))
  expect((await browser.get<SignInView>(`/client/sign_ins/${id}`)).response.status).toBe('needs_first_factor')
})

async function openSignUp(email: string) {
  const browser = visitor()
  const { response } = await browser.post<SignUpView>('/client/sign_ups', { email_address: email, password })
  await browser.post(`/client/sign_ups/${response.id}/prepare_verification`, { strategy: 'email_code' })
  return { browser, id: response.id }
}

async function signUpWithTestCode(email: string): Promise<void> {
  const { browser, id } = await openSignUp(email)
  await browser.post(`/client/sign_ups/${id}/attempt_verification`, { strategy: 'email_code', code: testCode })
}

describe('a sign-up that was completed in between', () => {
  const complete = (nth: number, id: string) => ({
    after: 'sign_ups' as const,
    nth,
    change: (trx: Parameters<Parameters<typeof meanwhile>[1]['change']>[0]) =>
      trx.updateTable('sign_ups').set({ session_id: 'sess_other' }).where('id', '=', id).execute(),
  })
  const accounts = async (email: string) =>
    (await app.context.db.selectFrom('email_addresses').select('id').where('address_key', '=', email).execute()).length

  test.each([
    ['before the address is proven', 1],
    ['before the account is made', 2],
  ])('%s: makes no account a second time (R6)', async (_, nth) => {
    const email = `faster${++count}+countersign_test@example.com`
    const { browser, id } = await openSignUp(email)
    const answer = meanwhile(browser, complete(nth, id), (scope) =>
      attemptVerification(scope, id, { strategy: 'email_code', code: testCode }),
    )
    await expect(answer).rejects.toMatchObject(code('step_not_allowed'))
    expect(await accounts(email)).toBe(0)
  })

  test('is changed no more', async () => {
    const { browser, id } = await openSignUp(`faster${++count}+countersign_test@example.com`)
    const answer = meanwhile(browser, complete(1, id), (scope) => updateFields(scope, id, { first_name: 'Late' }))
    await expect(answer).rejects.toMatchObject(code('step_not_allowed'))
    expect((await browser.get<SignUpView>(`/client/sign_ups/${id}`)).response.first_name).toBeNull()
  })
})

describe('an enrolment', () => {
  async function pending() {
    const { browser, id } = await person()
    const { response } = await browser.post<TotpView>('/me/totp')
    return { browser, userId: id, code: codeOf(response.secret ?? '', now()) }
  }

  test('of a user who was deleted in between is refused', async () => {
    const { browser, userId, code: typed } = await pending()
    const answer = meanwhileSignedIn(
      browser,
      { after: 'totp_factors', change: (trx) => trx.deleteFrom('users').where('id', '=', userId).execute() },
      (scope) => confirmEnrolment(scope, typed),
    )
    await expect(answer).rejects.toMatchObject(code('attempt_expired'))
  })

  test('that was confirmed in between is not confirmed again, and makes no second set of codes (R5, R6)', async () => {
    const { browser, userId, code: typed } = await pending()
    const change = { confirmed_at: now(), expires_at: null }
    const answer = meanwhileSignedIn(
      browser,
      { after: 'totp_factors', nth: 2, change: (trx) => trx.updateTable('totp_factors').set(change).execute() },
      (scope) => confirmEnrolment(scope, typed),
    )
    await expect(answer).rejects.toMatchObject(code('form_code_incorrect'))
    const sets = app.context.db.selectFrom('backup_code_sets').select('id').where('user_id', '=', userId)
    expect(await sets.execute()).toEqual([])
  })

  test('of a passkey that was begun anew in between adds nothing (R33)', async () => {
    const keys = await app.create({ name: 'More keys', slug: 'more-keys' }, { first_factors: { passkey: true } })
    const browser = await signUp(app, keys, `faster${++count}@example.com`)
    const { response } = await startPasskey(browser)
    const made = new Authenticator().create(nonceOf(response.verification), browser.origin)
    const answer = meanwhileSignedIn(
      browser,
      { after: 'passkeys', change: (trx) => trx.deleteFrom('passkeys').where('confirmed_at', 'is', null).execute() },
      (scope) => confirmPasskeyOf(scope, response.id, made),
    )
    await expect(answer).rejects.toMatchObject(code('passkey_expired'))
    expect((await me(browser)).response.passkeys).toEqual([])
  })

  test('that was removed in between cannot be removed again', async () => {
    const { browser } = await person()
    await enrol(browser)
    const stale = await requireSession(await scopeOf(browser), null, { who: 'session', method: 'POST' })
    await removeTotp(stale)
    await expect(removeTotp(stale)).rejects.toMatchObject(code('attempt_expired'))
  })
})

test('a code that was used in between is not used again for the app (R4)', async () => {
  const { browser, id } = await person()
  const { secret } = await enrol(browser)
  const typed = codeOf(secret, now())
  const answer = meanwhile(
    browser,
    {
      after: 'totp_factors',
      change: (trx) =>
        trx
          .updateTable('totp_factors')
          .set({ last_step: 2 ** 31 })
          .execute(),
    },
    (scope) => verifyCode(scope, id, typed),
  )
  await expect(answer).rejects.toMatchObject(code('totp_incorrect_code'))
  expect(await verifyCode(await scopeOf(browser), id, typed)).toBe('totp')
})

describe('proving again', () => {
  async function provingAgain() {
    const { browser, id } = await person()
    const session = (await browser.get<{ last_active_session_id: string }>('/client')).response.last_active_session_id
    app.clock.advance(20 * 60_000)
    await browser.post(`/client/sessions/${session}/verify`, { level: 'first_factor' })
    return { browser, userId: id }
  }
  const isFresh = async (browser: Browser) =>
    (await browser.delete('/me/totp')).code !== 'session_reverification_required'

  test('counts for nothing once the account has changed in between (R61)', async () => {
    const { browser, userId } = await provingAgain()
    const answer = meanwhileSignedIn(
      browser,
      {
        after: 'reverifications',
        change: (trx) => trx.updateTable('users').set({ epoch: 99 }).where('id', '=', userId).execute(),
      },
      (scope) => attemptFirstAgain(scope, { strategy: 'password', password }),
    )
    await expect(answer).rejects.toMatchObject(code('attempt_expired'))
    expect(await isFresh(browser)).toBe(false)
  })

  test('is taken once (R6)', async () => {
    const { browser } = await provingAgain()
    const answer = meanwhileSignedIn(
      browser,
      { after: 'users', change: (trx) => trx.updateTable('reverifications').set({ first_at: now() }).execute() },
      (scope) => attemptFirstAgain(scope, { strategy: 'password', password }),
    )
    await expect(answer).rejects.toMatchObject(code('form_code_incorrect'))
    expect(await isFresh(browser)).toBe(false)
  })
})

test('a session whose user was deleted while it was looked up is none (R59)', async () => {
  const { browser, id } = await person()
  const answer = meanwhile(
    browser,
    { after: 'sessions', change: (trx) => trx.deleteFrom('users').where('id', '=', id).execute() },
    (scope) => requireSession(scope, null, { who: 'session', method: 'POST' }),
  )
  await expect(answer).rejects.toMatchObject(code('authentication_invalid'))
})
