import type { BackendUserView, EmailAddressView, PhoneNumberView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, mailed, me, password, startSignIn } from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance
let other: CreatedInstance
let call: ReturnType<typeof backend>
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

beforeAll(async () => {
  app = await startTestApp()
  const settings = { multi_factor: { totp: true, phone_code: true, backup_code: true } }
  instance = await app.create({ slug: 'acme' }, settings)
  other = await app.create({ name: 'Other', slug: 'other' }, settings)
  call = backend(app, instance)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `address${++count}@example.com`
const newNumber = () => `+1555555${String(100 + (++count % 100)).padStart(4, '0')}`
async function create(fields: Record<string, unknown> = {}): Promise<BackendUserView & { email: string }> {
  const email = newEmail()
  const answer = await call<BackendUserView>('POST', '/users', { email_address: [email], password, ...fields })
  expect(answer.status).toBe(200)
  return { ...answer.response, email }
}
const read = async (id: string) => (await call<BackendUserView>('GET', `/users/${id}`)).response
const addEmail = (user_id: string, fields = {}) =>
  call<EmailAddressView>('POST', '/email_addresses', { user_id, email_address: newEmail(), ...fields })
const addPhone = (user_id: string, fields = {}) =>
  call<PhoneNumberView>('POST', '/phone_numbers', { user_id, phone_number: newNumber(), ...fields })
const changeEmail = (id: string, fields = {}) => call<EmailAddressView>('PATCH', `/email_addresses/${id}`, fields)
const changePhone = (id: string, fields = {}) => call<PhoneNumberView>('PATCH', `/phone_numbers/${id}`, fields)
const subjects = async (email: string) =>
  (await mailed(new Browser(app, instance), email)).map(({ subject }) => subject).join('\n')
const events = async (userId: string) => {
  const rows = app.context.db.selectFrom('audit').select(['event', 'actor_id']).where('user_id', '=', userId)
  return (await rows.execute()).filter((row) => row.actor_id?.startsWith('key_')).map((row) => row.event)
}
async function signedIn(email: string): Promise<Browser> {
  const browser = new Browser(app, instance)
  expect((await startSignIn(browser, email)).response.status).toBe('complete')
  return browser
}

describe('an e-mail address that the app’s server adds', () => {
  test('counts for nothing unless it is vouched for, and then the user is told (R48, R73)', async () => {
    const user = await create()
    const loose = (await addEmail(user.id)).response
    expect(loose.verification).toBeNull()
    expect((await call('GET', `/email_addresses/${loose.id}`)).response).toEqual(loose)
    expect((await read(user.id)).primary_email_address_id).not.toBe(loose.id)
    const vouched = (await addEmail(user.id, { verified: true })).response
    expect(vouched.verification?.status).toBe('verified')
    expect(await subjects(user.email)).toMatch(/address/i)
    await signedIn(vouched.email_address)
    const primary = (await addEmail(user.id, { verified: true, primary: true })).response
    expect((await read(user.id)).primary_email_address_id).toBe(primary.id)
    expect((await events(user.id)).filter((event) => event === 'email_address.added')).toHaveLength(3)
  })

  test('is the primary one of a user who had none', async () => {
    const user = await create({ email_address: [], external_id: `ext-${++count}` })
    const loose = (await addEmail(user.id)).response
    expect((await changeEmail(loose.id, { verified: true })).response.verification?.status).toBe('verified')
    expect((await read(user.id)).primary_email_address_id).toBe(loose.id)
    const another = await create({ email_address: [], external_id: `ext-${++count}` })
    const first = (await addEmail(another.id, { verified: true })).response
    expect((await read(another.id)).primary_email_address_id).toBe(first.id)
  })

  test('is refused when it is none, somebody else’s, there already, unproven and primary, or one too many', async () => {
    const user = await create()
    const someone = await create()
    const refused = async (fields: Record<string, unknown>) => (await addEmail(user.id, fields)).code
    expect(await refused({ email_address: 'nobody' })).toBe('form_param_format_invalid')
    expect(await refused({ email_address: someone.email, verified: true })).toBe('form_identifier_exists')
    expect(await refused({ email_address: user.email.toUpperCase() })).toBe('form_identifier_exists')
    expect(await refused({ primary: true })).toBe('form_param_missing')
    for (let n = 0; n < 9; n++) expect((await addEmail(user.id)).status).toBe(200)
    expect(await refused({})).toBe('too_many_items')
  })

  test('is vouched for later, unless it has become somebody else’s', async () => {
    const user = await create()
    const loose = (await addEmail(user.id)).response
    expect((await changeEmail(loose.id, { primary: true })).code).toBe('form_param_missing')
    const contested = (await addEmail(user.id)).response
    await create({ email_address: [contested.email_address] })
    expect((await changeEmail(contested.id, { verified: true })).code).toBe('form_identifier_exists')
    expect((await changeEmail(loose.id, { verified: true, primary: true })).status).toBe(200)
    expect((await read(user.id)).primary_email_address_id).toBe(loose.id)
    expect((await changeEmail(loose.id, {})).status).toBe(200)
  })
})

describe('an e-mail address that the app’s server takes away', () => {
  test('opens nothing any more, what was begun dies, and every address is told (R61, R73)', async () => {
    const user = await create()
    const second = (await addEmail(user.id, { verified: true })).response
    const first = user.primary_email_address_id ?? ''
    const browser = new Browser(app, instance)
    const begun = await browser.post<{ id: string }>('/client/sign_ins', { identifier: second.email_address })
    expect((await call(`DELETE`, `/email_addresses/${first}`)).body).toMatchObject({ id: first, deleted: true })
    expect((await read(user.id)).primary_email_address_id).toBe(second.id)
    expect(await subjects(user.email)).toMatch(/removed/i)
    const path = `/client/sign_ins/${begun.response.id}/attempt_first_factor`
    expect((await browser.post(path, { strategy: 'password', password })).code).toBe('attempt_expired')
    expect((await startSignIn(new Browser(app, instance), user.email)).status).toBe(422)
    expect((await call('GET', `/email_addresses/${first}`)).code).toBe('resource_not_found')
  })

  test('may be unproven, or lose its proof; the last verified one stays', async () => {
    const user = await create()
    const only = user.primary_email_address_id ?? ''
    expect((await call('DELETE', `/email_addresses/${only}`)).code).toBe('email_address_required')
    expect((await changeEmail(only, { verified: false })).code).toBe('email_address_required')
    const loose = (await addEmail(user.id)).response
    expect((await call('DELETE', `/email_addresses/${loose.id}`)).status).toBe(200)
    const spare = (await addEmail(user.id, { verified: true })).response
    expect((await changeEmail(spare.id, { verified: false })).response.verification).toBeNull()
    expect((await read(user.id)).primary_email_address_id).toBe(only)
    expect((await startSignIn(new Browser(app, instance), spare.email_address)).status).toBe(422)
  })

  test('gives way to one in place of all', async () => {
    const user = await create()
    await addEmail(user.id)
    const email_address = newEmail()
    const replace = (email: string) =>
      call<EmailAddressView>('PUT', `/users/${user.id}/email_address`, { email_address: email })
    const someone = await create()
    expect((await replace(someone.email)).code).toBe('form_identifier_exists')
    expect((await read(user.id)).email_addresses).toHaveLength(2)
    const made = (await replace(email_address)).response
    expect(made).toMatchObject({ email_address, verification: { status: 'verified' } })
    expect(await read(user.id)).toMatchObject({ primary_email_address_id: made.id, email_addresses: [{ id: made.id }] })
    expect(await subjects(user.email)).toMatch(/removed/i)
    expect(await subjects(user.email)).toMatch(/added/i)
    await signedIn(email_address)
  })
})

describe('a phone number that the app’s server changes', () => {
  test('is reserved once verified: sessions end, the user is told, and it is asked for (R61, R68, R73)', async () => {
    const user = await create()
    const browser = await signedIn(user.email)
    const phone = (await addPhone(user.id)).response
    expect((await call('GET', `/phone_numbers/${phone.id}`)).response).toEqual(phone)
    expect((await changePhone(phone.id, { reserved_for_second_factor: true })).code).toBe('form_param_missing')
    expect((await changePhone(phone.id, { primary: true })).code).toBe('form_param_missing')
    expect((await changePhone(phone.id, { verified: true })).response.verification?.status).toBe('verified')
    expect((await read(user.id)).primary_phone_number_id).toBe(phone.id)
    expect((await me(browser)).status).toBe(200)
    const reserved = (await changePhone(phone.id, { reserved_for_second_factor: true })).response
    expect(reserved).toMatchObject({ reserved_for_second_factor: true, default_second_factor: true })
    expect((await me(browser)).status).toBe(401)
    expect(await subjects(user.email)).toMatch(/2-step|verification/i)
    expect((await startSignIn(browser, user.email)).response.status).toBe('needs_second_factor')
    expect((await read(user.id)).mfa_enabled_at).not.toBeNull()
    expect(await events(user.id)).toContain('phone_number.changed')
  })

  test('released is asked for no more; backup codes go with the last factor they stand in for', async () => {
    const user = await create({ backup_codes: ['aaaa1111'] })
    const phone = (await addPhone(user.id, { verified: true, reserved_for_second_factor: true })).response
    const spare = (await addPhone(user.id, { verified: true, reserved_for_second_factor: true, primary: true }))
      .response
    await changePhone(phone.id, { reserved_for_second_factor: false })
    expect(await read(user.id)).toMatchObject({ two_factor_enabled: true, backup_codes_left: 1 })
    await changePhone(spare.id, { verified: false })
    expect(await read(user.id)).toMatchObject({
      two_factor_enabled: false,
      backup_codes_left: null,
      mfa_enabled_at: null,
      primary_phone_number_id: phone.id,
    })
    await signedIn(user.email)
  })

  test('removed passes on what it was; the last second factor stays where one is required (R69)', async () => {
    const user = await create()
    const phone = (await addPhone(user.id, { verified: true, reserved_for_second_factor: true })).response
    const plain = (await addPhone(user.id, { verified: true })).response
    const loose = (await addPhone(user.id)).response
    await call('PATCH', '/instance/settings', { multi_factor: { required: true } })
    const remove = ({ id }: PhoneNumberView) => call('DELETE', `/phone_numbers/${id}`)
    expect((await remove(phone)).code).toBe('factor_required')
    expect((await changePhone(phone.id, { reserved_for_second_factor: false })).code).toBe('factor_required')
    const path = `/users/${user.id}/phone_number`
    expect((await call('PUT', path, { phone_number: newNumber() })).code).toBe('factor_required')
    await call('PATCH', '/instance/settings', { multi_factor: { required: false } })
    expect((await remove(phone)).body).toMatchObject({ object: 'phone_number', id: phone.id, deleted: true })
    expect((await read(user.id)).primary_phone_number_id).toBe(plain.id)
    await remove(loose)
    await remove(plain)
    expect((await read(user.id)).primary_phone_number_id).toBeNull()
    expect((await remove(plain)).code).toBe('resource_not_found')
  })

  test('gives way to one in place of all, which is asked for only when it is reserved', async () => {
    const user = await create()
    await addPhone(user.id, { verified: true, reserved_for_second_factor: true })
    const replace = (phone_number: string) =>
      call<PhoneNumberView>('PUT', `/users/${user.id}/phone_number`, { phone_number })
    const made = (await replace(newNumber())).response
    expect(made).toMatchObject({ reserved_for_second_factor: false, verification: { status: 'verified' } })
    expect(await read(user.id)).toMatchObject({ primary_phone_number_id: made.id, two_factor_enabled: false })
    await addPhone(user.id)
    expect((await replace(newNumber())).status).toBe(200)
    expect((await read(user.id)).phone_numbers).toHaveLength(1)
    expect((await replace('nonsense')).code).toBe('form_param_format_invalid')
  })

  test('is made the primary one with the user’s other fields, once verified', async () => {
    const user = await create()
    await addPhone(user.id, { verified: true })
    const spare = (await addPhone(user.id, { verified: true })).response
    const loose = (await addPhone(user.id)).response
    const change = (primary_phone_number_id: string) =>
      call<BackendUserView>('PATCH', `/users/${user.id}`, { primary_phone_number_id })
    expect((await change(spare.id)).response.primary_phone_number_id).toBe(spare.id)
    expect((await change(loose.id)).code).toBe('resource_not_found')
  })

  test('cannot be verified once it is somebody else’s', async () => {
    const loose = (await addPhone((await create()).id)).response
    await addPhone((await create()).id, { phone_number: loose.phone_number, verified: true })
    expect((await changePhone(loose.id, { verified: true })).code).toBe('form_identifier_exists')
  })
})

test('a code set of another maker comes with its user, and opens the second step (R31)', async () => {
  const user = await create({ totp_secret: secret, backup_codes: ['aaaa1111', '12345678'] })
  for (const code of ['AAAA-1111', '1234 5678']) {
    const browser = new Browser(app, instance)
    const begun = await startSignIn(browser, user.email)
    const path = `/client/sign_ins/${begun.response.id}/attempt_second_factor`
    const done = await browser.post<{ status: string }>(path, { strategy: 'backup_code', code })
    expect(done.response.status).toBe('complete')
  }
  expect((await read(user.id)).backup_codes_left).toBe(0)
})

test('what is of another instance is as unknown as what never was (S12, R66)', async () => {
  const user = await create()
  const email = user.primary_email_address_id ?? ''
  const phone = (await addPhone(user.id, { verified: true })).response.id
  const elsewhere = backend(app, other)
  const asks: [string, string, Record<string, unknown>?][] = [
    ['GET', `/email_addresses/${email}`],
    ['PATCH', `/email_addresses/${email}`, { verified: true }],
    ['DELETE', `/email_addresses/${email}`],
    ['GET', `/phone_numbers/${phone}`],
    ['PATCH', `/phone_numbers/${phone}`, { verified: false }],
    ['DELETE', `/phone_numbers/${phone}`],
    ['PUT', `/users/${user.id}/email_address`, { email_address: newEmail() }],
    ['PUT', `/users/${user.id}/phone_number`, { phone_number: newNumber() }],
    ['POST', '/email_addresses', { user_id: user.id, email_address: newEmail() }],
  ]
  for (const [method, path, body] of asks)
    expect([path, (await elsewhere(method, path, body)).code]).toEqual([path, 'resource_not_found'])
  expect((await read(user.id)).phone_numbers).toHaveLength(1)
})
