import type { BackendUserView } from '@countersign/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, password, startSignIn } from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance
let call: ReturnType<typeof backend>
let start: number
/** Made a minute apart; only the second one has signed in. */
const people = [
  { email_address: ['zoe@example.com'], first_name: 'Zoe', username: 'zoe1', phone_number: ['+15555550101'] },
  { email_address: ['adam@example.com'], first_name: 'Adam', last_name: 'Berg', phone_number: ['+15555550102'] },
  { email_address: ['Mia@example.com'], first_name: 'mia', last_name: 'abel' },
]

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({ slug: 'acme' })
  call = backend(app, instance)
  start = app.clock.now()
  for (const person of people) {
    expect((await call('POST', '/users', { password, ...person })).status).toBe(200)
    app.clock.advance(60_000)
  }
  await startSignIn(new Browser(app, instance), 'adam@example.com')
})
afterAll(() => app.close())

const names = async (query: string) =>
  (await call<BackendUserView[]>('GET', `/users?${query}`)).response.map((user) => user.first_name)
const minute = (n: number) => start + n * 60_000

test.each<[string, () => string, string[]]>([
  ['a number', () => 'phone_number=%2B15555550101', ['Zoe']],
  ['a number whose plus sign was not escaped', () => 'phone_number=+1 555 555 0101', ['Zoe']],
  ['several numbers', () => 'phone_number=%2B15555550101&phone_number=%2B15555550102', ['Adam', 'Zoe']],
  ['what is no number', () => 'phone_number=nonsense', []],
  ['part of a number', () => 'query=5550102', ['Adam']],
  ['a wallet, which nobody has', () => 'web3_wallet=0x1', []],
  ['an organization, which there are none of', () => 'organization_id=org_1', []],
  ['made after', () => `created_at_after=${minute(0)}`, ['mia', 'Adam']],
  ['made before', () => `created_at_before=${minute(1)}`, ['Zoe']],
  ['made between', () => `created_at_after=${minute(0)}&created_at_before=${minute(2)}`, ['Adam']],
  ['signed in after', () => `last_sign_in_at_after=${minute(2)}`, ['Adam']],
  ['signed in before', () => `last_sign_in_at_before=${minute(3)}`, []],
  ['active after', () => `last_active_at_after=${minute(3)}`, []],
  ['active since', () => `last_active_at_since=${minute(3)}`, ['Adam']],
  ['active before', () => `last_active_at_before=${minute(4)}`, ['Adam']],
])('users are found by %s, and counted the same way', async (_, query, found) => {
  expect(await names(query())).toEqual(found)
  const counted = await call<{ total_count: number }>('GET', `/users/count?${query()}`)
  expect(counted.response.total_count).toBe(found.length)
})

test.each([
  ['-created_at', ['mia', 'Adam', 'Zoe']],
  ['+created_at', ['Zoe', 'Adam', 'mia']],
  ['%2Bcreated_at', ['Zoe', 'Adam', 'mia']],
  ['first_name', ['Adam', 'mia', 'Zoe']],
  ['-first_name', ['Zoe', 'mia', 'Adam']],
  ['last_name', ['Zoe', 'mia', 'Adam']],
  ['email_address', ['Adam', 'mia', 'Zoe']],
  ['-phone_number', ['Adam', 'Zoe', 'mia']],
  ['-username', ['Zoe', 'mia', 'Adam']],
  ['-last_sign_in_at', ['Adam', 'mia', 'Zoe']],
  ['-last_active_at', ['Adam', 'mia', 'Zoe']],
  ['-updated_at', ['mia', 'Adam', 'Zoe']],
  ['web3wallet', ['Zoe', 'Adam', 'mia']],
])('in the order %s', async (order, found) => expect(await names(`order_by=${order}`)).toEqual(found))

test('an order or a time that is none is refused', async () => {
  expect((await call('GET', '/users?order_by=password_hash')).code).toBe('form_param_format_invalid')
  expect((await call('GET', '/users?created_at_after=yesterday')).code).toBe('form_param_not_milliseconds')
})

test('metadata is put in place of what there is, kind by kind', async () => {
  const [user] = (await call<BackendUserView[]>('GET', '/users?query=zoe')).response
  const path = `/users/${user?.id}/metadata`
  await call('PATCH', path, { public_metadata: { a: 1, b: 2 }, private_metadata: { c: 3 } })
  const put = await call<BackendUserView>('PUT', path, { public_metadata: { b: null } })
  expect(put.response).toMatchObject({ public_metadata: { b: null }, private_metadata: { c: 3 } })
  expect((await call('PUT', '/users/user_nobody/metadata', {})).code).toBe('resource_not_found')
})
