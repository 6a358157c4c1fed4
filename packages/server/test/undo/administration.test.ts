import type { BackendUserView, EmailAddressView, PhoneNumberView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, mailed, mailedCode, mailFactor, password, startSignIn } from '../support/browser.ts'
import { pressUndo, undoToken, undoTokens } from '../support/undo.ts'

/** What an app's server changes about how an account is entered, and who is told. */
const settings = {
  multi_factor: { totp: true, backup_code: true, phone_code: true },
  identifiers: { phone_number: 'optional' as const },
  sms: { countries: ['DE'] },
}
let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, settings)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(10 * 60_000))

let count = 0
const newEmail = () => `governed${++count}@example.com`
let numbers = 0
const newNumber = () => `+49151${String(33_400_000 + ++numbers * 1009)}`
const visitor = () => new Browser(app, instance)
async function call<T>(method: string, path: string, body?: unknown) {
  // Mails of the same millisecond are in no order.
  app.clock.advance(1000)
  return backend(app, instance)<T>(method, path, body)
}
async function done<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await call<T>(method, path, body)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.response
}

/** How the account is entered, as an operator sees it. */
async function doorsOf(id: string) {
  const user = await done<BackendUserView>('GET', `/users/${id}`)
  const { email_addresses, phone_numbers, primary_email_address_id, primary_phone_number_id } = user
  const isVerified = (row: EmailAddressView | PhoneNumberView) => row.verification?.status === 'verified'
  return {
    primary_email_address_id,
    primary_phone_number_id,
    password: user.password_enabled,
    two_factor: user.two_factor_enabled,
    emails: email_addresses.filter(isVerified).map((row) => row.email_address),
    phones: phone_numbers
      .filter(isVerified)
      .map((row) => [row.phone_number, row.reserved_for_second_factor, row.default_second_factor]),
  }
}

/** Two addresses of old, one that was never proven, a reserved number, a plain one and a loose one. */
async function account() {
  const emails = [newEmail(), newEmail()] as const
  const user = await done<BackendUserView>('POST', '/users', { email_address: emails, password })
  const addPhone = (fields: object) =>
    done<PhoneNumberView>('POST', '/phone_numbers', { user_id: user.id, phone_number: newNumber(), ...fields })
  const loose = await done<EmailAddressView>('POST', '/email_addresses', {
    user_id: user.id,
    email_address: newEmail(),
  })
  const reserved = await addPhone({ verified: true, reserved_for_second_factor: true })
  const plain = await addPhone({ verified: true })
  const loosePhone = await addPhone({})
  const primary = user.email_addresses.find(({ email_address }) => email_address === emails[0])
  const spare = user.email_addresses.find(({ email_address }) => email_address === emails[1])
  if (!primary || !spare) throw new Error('no addresses')
  return { id: user.id, email: emails[0], primary, spare, loose, reserved, plain, loosePhone }
}
type Account = Awaited<ReturnType<typeof account>>

const changes: [string, (of: Account) => [method: string, path: string, body?: object], RegExp][] = [
  [
    'adds an address',
    ({ id }) => ['POST', '/email_addresses', { user_id: id, email_address: newEmail(), verified: true }],
    /address added/,
  ],
  [
    'adds a primary address',
    ({ id }) => ['POST', '/email_addresses', { user_id: id, email_address: newEmail(), verified: true, primary: true }],
    /primary/i,
  ],
  ['vouches for an address', ({ loose }) => ['PATCH', `/email_addresses/${loose.id}`, { verified: true }], /added/],
  [
    'no longer vouches for one',
    ({ primary }) => ['PATCH', `/email_addresses/${primary.id}`, { verified: false }],
    /removed/,
  ],
  ['makes one primary', ({ spare }) => ['PATCH', `/email_addresses/${spare.id}`, { primary: true }], /primary/i],
  ['removes one', ({ primary }) => ['DELETE', `/email_addresses/${primary.id}`], /removed/],
  ['replaces them all', ({ id }) => ['PUT', `/users/${id}/email_address`, { email_address: newEmail() }], /removed/],
  [
    'vouches for a number',
    ({ loosePhone }) => ['PATCH', `/phone_numbers/${loosePhone.id}`, { verified: true }],
    /added/,
  ],
  [
    'no longer vouches for one that is reserved',
    ({ reserved }) => ['PATCH', `/phone_numbers/${reserved.id}`, { verified: false }],
    /number removed/,
  ],
  [
    'reserves a number',
    ({ plain }) => ['PATCH', `/phone_numbers/${plain.id}`, { reserved_for_second_factor: true }],
    /2-step/,
  ],
  [
    'releases the reserved one',
    ({ reserved }) => ['PATCH', `/phone_numbers/${reserved.id}`, { reserved_for_second_factor: false }],
    /2-step/,
  ],
  ['removes the reserved number', ({ reserved }) => ['DELETE', `/phone_numbers/${reserved.id}`], /2-step/],
  ['removes a plain number', ({ plain }) => ['DELETE', `/phone_numbers/${plain.id}`], /number removed/],
  [
    'replaces the numbers',
    ({ id }) => ['PUT', `/users/${id}/phone_number`, { phone_number: newNumber() }],
    /number added/,
  ],
  ['removes the password', ({ id }) => ['POST', `/users/${id}/remove_password`], /password was changed/],
]

test.each(changes)(
  'when an app’s server %s, the owner is told and can undo it (R72, R73)',
  async (_, request, subject) => {
    const owner = await account()
    const before = await doorsOf(owner.id)
    const told = (await mailed(visitor(), owner.email)).length
    await done(...request(owner))
    expect(await doorsOf(owner.id)).not.toEqual(before)
    const news = (await mailed(visitor(), owner.email)).slice(told).map((mail) => mail.subject)
    expect(news.join('\n')).toMatch(subject)
    const { status } = await pressUndo(visitor(), await undoToken(visitor(), owner.email))
    expect(status).toBe(200)
    expect(await doorsOf(owner.id)).toEqual(before)
  },
)

test('what counts for nothing is added and removed without a word', async () => {
  const { id, email, loose, loosePhone } = await account()
  const told = (await mailed(visitor(), email)).length
  await done('DELETE', `/email_addresses/${loose.id}`)
  await done('DELETE', `/phone_numbers/${loosePhone.id}`)
  await done('POST', '/email_addresses', { user_id: id, email_address: newEmail() })
  expect(await mailed(visitor(), email)).toHaveLength(told)
})

test('the first address of an account is primary, and there is nobody to tell', async () => {
  const user = await done<BackendUserView>('POST', '/users', { username: `nobody${++count}`, password })
  const made = await done<EmailAddressView>('PUT', `/users/${user.id}/email_address`, { email_address: newEmail() })
  expect((await doorsOf(user.id)).primary_email_address_id).toBe(made.id)
  expect(await undoTokens(visitor(), made.email_address)).toEqual([])
})

test('after an undo the app’s server still changes what nobody signed in may, and the owner can undo that, too (R73)', async () => {
  const { id, email } = await account()
  await done('POST', `/users/${id}/remove_password`)
  await pressUndo(visitor(), await undoToken(visitor(), email))
  const before = await doorsOf(id)
  await done('PUT', `/users/${id}/phone_number`, { phone_number: newNumber() })
  expect(await doorsOf(id)).not.toEqual(before)
  await pressUndo(visitor(), await undoToken(visitor(), email))
  expect(await doorsOf(id)).toEqual(before)
})

describe('a password that others know', () => {
  async function resetTo(email: string, next: string) {
    const browser = visitor()
    const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
    const path = `/client/sign_ins/${response.id}`
    const strategy = 'reset_password_email_code'
    const email_address_id = mailFactor(response, strategy)?.email_address_id ?? ''
    await browser.post(`${path}/prepare_first_factor`, { strategy, email_address_id })
    const code = await mailedCode(browser, email)
    await browser.post(`${path}/attempt_first_factor`, { strategy, code })
    return browser.post<SignInView>(`${path}/reset_password`, { password: next })
  }
  const made = async () => {
    const email = newEmail()
    return { email, id: (await done<BackendUserView>('POST', '/users', { email_address: [email], password })).id }
  }

  test('is still known to them when an undo brings it back (R101)', async () => {
    const { id, email } = await made()
    await done('POST', `/users/${id}/password/set_compromised`)
    await done('POST', `/users/${id}/remove_password`)
    await pressUndo(visitor(), await undoToken(visitor(), email))
    expect((await startSignIn(visitor(), email)).code).toBe('form_password_compromised')
    expect((await resetTo(email, password)).code).toBe('form_password_pwned')
    app.clock.advance(60_000)
    expect((await resetTo(email, 'a brand new password')).response.status).toBe('complete')
  })

  test('stays marked when what is undone was before the mark (R101)', async () => {
    const { id, email } = await made()
    await done('POST', '/email_addresses', { user_id: id, email_address: newEmail(), verified: true })
    await done('POST', `/users/${id}/password/set_compromised`)
    await pressUndo(visitor(), await undoToken(visitor(), email))
    expect((await startSignIn(visitor(), email)).code).toBe('form_password_compromised')
  })

  test('is not the user’s when the app’s server asks', async () => {
    const { id } = await made()
    const verify = () => call('POST', `/users/${id}/verify_password`, { password })
    expect((await verify()).status).toBe(200)
    await done('POST', `/users/${id}/password/set_compromised`)
    expect((await verify()).code).toBe('incorrect_password')
    await done('POST', `/users/${id}/password/unset_compromised`)
    expect((await verify()).status).toBe(200)
  })
})
