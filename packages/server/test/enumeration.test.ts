import type { BackendUserView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import {
  type Answer,
  Browser,
  backend,
  enrol,
  mailed,
  mailFactor,
  password,
  signUp,
  startSignIn,
} from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `seen${++count}@example.com`
const visitor = () => new Browser(app, instance)
const call = () => backend(app, instance)

/** Every kind of account there is behind an address of the same form, and none. */
const kinds: Record<string, (email: string) => Promise<void>> = {
  'an account': async (email) => {
    await signUp(app, instance, email)
  },
  'one with a second factor': async (email) => {
    await enrol(await signUp(app, instance, email))
  },
  'one without a password': async (email) => {
    await call()('POST', '/users', { email_address: [email] })
  },
  'a banned one': async (email) => {
    const { response } = await call()<BackendUserView>('POST', '/users', { email_address: [email], password })
    await call()('POST', `/users/${response.id}/ban`)
  },
  'one that an administrator locked': async (email) => {
    const { response } = await call()<BackendUserView>('POST', '/users', { email_address: [email], password })
    await call()('POST', `/users/${response.id}/lock`)
  },
  'one whose second step is locked': async (email) => {
    await enrol(await signUp(app, instance, email))
    await app.context.db
      .insertInto('failures')
      .values({
        subject: (
          await app.context.db
            .selectFrom('email_addresses')
            .select('user_id')
            .where('address', '=', email)
            .executeTakeFirstOrThrow()
        ).user_id,
        instance_id: instance.instance.id,
        level: 'second',
        count: 10,
        locked_until: app.clock.now() + 3_600_000,
        updated_at: app.clock.now(),
      })
      .execute()
  },
  'one with several addresses and names': async (email) => {
    const email_address = [newEmail(), email, newEmail()]
    await call()('POST', '/users', { email_address, password, first_name: 'Ada', username: `user_${count}` })
  },
  'an address that was never verified': async (email) => {
    const browser = await signUp(app, instance, newEmail())
    await browser.post('/me/email_addresses', { email_address: email })
  },
}

type Act = (browser: Browser, email: string) => Promise<Answer<unknown>[]>
const attempts: Record<string, Act> = {
  'naming it': async (browser, email) => [await browser.post('/client/sign_ins', { identifier: email })],
  'a wrong password in one step': async (browser, email) => [await startSignIn(browser, email, 'a wrong password')],
  'a wrong password in two steps': async (browser, email) => {
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
    const path = `/client/sign_ins/${begun.response.id}`
    const guess = await browser.post(`${path}/attempt_first_factor`, { strategy: 'password', password: 'wrong one' })
    return [begun, guess, await browser.get(path)]
  },
  'asking for a code and guessing it': async (browser, email) => {
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: email, strategy: 'email_code' })
    const path = `/client/sign_ins/${begun.response.id}`
    const soon = await browser.post(`${path}/prepare_first_factor`, { strategy: 'email_code' })
    const guesses = []
    for (let i = 0; i < 6; i++)
      guesses.push(await browser.post(`${path}/attempt_first_factor`, { strategy: 'email_code', code: '000000' }))
    return [begun, soon, ...guesses, await browser.get(path)]
  },
  'asking to reset the password': async (browser, email) => {
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
    const path = `/client/sign_ins/${begun.response.id}`
    const fields = { strategy: 'reset_password_email_code' }
    const sent = await browser.post(`${path}/prepare_first_factor`, {
      ...fields,
      email_address_id: mailFactor(begun.response, 'reset_password_email_code')?.email_address_id ?? '',
    })
    const guess = await browser.post(`${path}/attempt_first_factor`, { ...fields, code: '000000' })
    return [begun, sent, guess, await browser.post(`${path}/reset_password`, { password: 'another secret' })]
  },
  'naming an address that is not its own': async (browser, email) => {
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
    const fields = { strategy: 'email_code', email_address_id: 'idn_00000000000000000000000000' }
    return [await browser.post(`/client/sign_ins/${begun.response.id}/prepare_first_factor`, fields)]
  },
  'the second step before the first': async (browser, email) => {
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
    const path = `/client/sign_ins/${begun.response.id}/attempt_second_factor`
    return [await browser.post(path, { strategy: 'totp', code: '123456' })]
  },
}

/** Everything of an answer but the values that differ for any two attempts. */
function shapeOf(answer: Answer<unknown>, email: string): unknown {
  const text = JSON.stringify(answer.body)
    .replaceAll(email, 'EMAIL')
    .replace(/"(\w+_)[0-9A-Z]{26}"/g, '"$1"')
  const headers = [...answer.headers].filter(([name]) => name !== 'set-cookie' && name !== 'content-length')
  return { status: answer.status, headers, cookies: answer.headers.getSetCookie().length, body: JSON.parse(text) }
}

describe.each(Object.keys(kinds))('%s cannot be told from none', (kind) => {
  test.each(Object.keys(attempts))('by %s (R44, R109, R111)', async (name) => {
    const existing = newEmail()
    await kinds[kind]?.(existing)
    app.clock.advance(60_000)
    const act = attempts[name]
    const shapes = []
    for (const email of [existing, newEmail()]) {
      const answers = (await act?.(visitor(), email)) ?? []
      shapes.push(answers.map((answer) => shapeOf(answer, email)))
    }
    expect(shapes[0]?.length).toBeGreaterThan(0)
    expect(shapes[0]).toEqual(shapes[1])
  })
})

test('an id for an address that does not exist has the form of any other, and stays the same (R109)', async () => {
  const email = newEmail()
  const ids = []
  for (const browser of [visitor(), visitor()]) {
    const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
    ids.push(mailFactor(response, 'email_code')?.email_address_id)
  }
  expect(ids[0]).toMatch(/^idn_[0-9A-HJKMNP-TV-Z]{26}$/)
  expect(ids[0]).toBe(ids[1])
})

test('an account and no account lock after the same number of failures, and right and wrong then read alike (R104)', async () => {
  const existing = newEmail()
  await signUp(app, instance, existing)
  const seen = []
  for (const email of [existing, newEmail()]) {
    const answers = []
    for (let i = 0; i < 12; i++) answers.push(await startSignIn(visitor(), email, 'a wrong password'))
    answers.push(await startSignIn(visitor(), email, password))
    // Going back to the start is no way around it, and no way to tell.
    answers.push(await startSignIn(visitor(), email, password))
    seen.push(answers.map((answer) => shapeOf(answer, email)))
    expect(answers.slice(10).map((answer) => [answer.status, answer.code])).toEqual(
      Array.from({ length: 4 }, () => [403, 'user_locked']),
    )
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBe(900)
  }
  expect(seen[0]).toEqual(seen[1])
})

test('nothing is mailed to an address without an account, and its owner learns nothing from us (R109)', async () => {
  const email = newEmail()
  const browser = visitor()
  const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: email, strategy: 'email_code' })
  expect(begun.status).toBe(200)
  expect(await mailed(browser, email)).toEqual([])
})

test('the second factors and the name of a user are told after the first proof, not before (R111)', async () => {
  const email = newEmail()
  await enrol(await signUp(app, instance, email))
  const browser = visitor()
  const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
  expect(begun.response).toMatchObject({ supported_second_factors: [], user_data: null })
  const path = `/client/sign_ins/${begun.response.id}/attempt_first_factor`
  const proven = await browser.post<SignInView>(path, { strategy: 'password', password })
  expect(proven.response.supported_second_factors.map((factor) => factor.strategy)).toEqual(['totp', 'backup_code'])
  expect(proven.response.user_data).not.toBeNull()
})

test('other addresses of a user are masked and never named (R111)', async () => {
  const [one, other] = [newEmail(), newEmail()]
  await call()('POST', '/users', { email_address: [one, other], password })
  const browser = visitor()
  const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: one })
  expect(JSON.stringify(begun.body)).not.toContain(other)
  expect(mailFactor(begun.response, 'email_code')?.safe_identifier).toBe('s*****@example.com')
})

describe('where the operator chose to tell', () => {
  test('an unknown identifier and a wrong password have their own answers (R109)', async () => {
    const open = await app.create({ name: 'Open' }, { enumeration_protection: false })
    const email = newEmail()
    await signUp(app, open, email)
    const ask = (identifier: string) => startSignIn(new Browser(app, open), identifier, 'a wrong password')
    expect((await ask(newEmail())).code).toBe('form_identifier_not_found')
    expect((await ask(email)).code).toBe('form_password_incorrect')
    const begun = await new Browser(app, open).post<SignInView>('/client/sign_ins', { identifier: email })
    expect(begun.response.supported_first_factors[1]).toMatchObject({ strategy: 'email_code', primary: true })
  })
})
