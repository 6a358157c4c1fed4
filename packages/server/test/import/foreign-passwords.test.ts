import type { BackendUserView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { hashInFull, startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, startSignIn } from '../support/browser.ts'

/** A password that was hashed elsewhere, on its way in through the Backend API and to its first sign-in. */
const given = 'correct horse battery'
const bcrypt = '$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS'
let app: TestApp
let instance: CreatedInstance
let call: ReturnType<typeof backend>

beforeAll(async () => {
  app = await startTestApp()
  hashInFull(app)
  instance = await app.create()
  call = backend(app, instance)
})
afterAll(() => app.close())

async function create(email: string, fields: object = { password_digest: bcrypt, password_hasher: 'bcrypt' }) {
  return call<BackendUserView>('POST', '/users', { email_address: [email], ...fields })
}

async function storedHash(id: string): Promise<string | null> {
  const query = app.context.db.selectFrom('users').select('password_hash').where('id', '=', id)
  return (await query.executeTakeFirstOrThrow()).password_hash
}

test('a bcrypt hash is stored without what could be guessed against, and is our own after the first sign-in (R43)', async () => {
  const { response } = await create('ada@example.com')
  expect(response.password_enabled).toBe(true)
  expect(await storedHash(response.id)).toMatch(/^foreign\$bcrypt,4\$/)
  expect((await startSignIn(new Browser(app, instance), 'ada@example.com', 'wrong')).code).toBe(
    'form_password_or_identifier_incorrect',
  )
  expect(await storedHash(response.id)).toMatch(/^foreign\$/)
  const { response: signIn } = await startSignIn(new Browser(app, instance), 'ada@example.com', given)
  expect((signIn as SignInView).status).toBe('complete')
  const own = await storedHash(response.id)
  expect(own).toMatch(/^\$argon2id\$/)
  expect((await startSignIn(new Browser(app, instance), 'ada@example.com', given)).response.status).toBe('complete')
  expect(await storedHash(response.id)).toBe(own)
})

test('two first sign-ins at once both succeed, and one new hash stays', async () => {
  const { response } = await create('grace@example.com')
  const browsers = [new Browser(app, instance), new Browser(app, instance)]
  const answers = await Promise.all(browsers.map((browser) => startSignIn(browser, 'grace@example.com', given)))
  expect(answers.map((answer) => answer.response.status)).toEqual(['complete', 'complete'])
  expect((await startSignIn(new Browser(app, instance), 'grace@example.com', given)).response.status).toBe('complete')
  expect(await storedHash(response.id)).toMatch(/^\$argon2id\$/)
})

test('an app’s server checks the password, and gives another hash in place of it', async () => {
  const { response } = await create('edsger@example.com')
  expect((await call('POST', `/users/${response.id}/verify_password`, { password: given })).status).toBe(200)
  const other = 'pbkdf2_sha1$1000$seasalt$2cf4db627f7ff402e3cedc740edab957e0cb60b8'
  await call('PATCH', `/users/${response.id}`, { password_digest: other, password_hasher: 'pbkdf2_sha1' })
  expect(await storedHash(response.id)).toMatch(/^foreign\$pbkdf2,sha1,1000,20\$/)
  expect((await startSignIn(new Browser(app, instance), 'edsger@example.com', given)).response.status).toBe('complete')
})

test.each([
  [{ password_digest: bcrypt }, 'password_hasher'],
  [{ password_digest: bcrypt, password_hasher: 'md5' }, 'password_digest'],
  [{ password_digest: bcrypt.replace('$04', '$31'), password_hasher: 'bcrypt' }, 'password_digest'],
  [{ password_digest: bcrypt, password_hasher: 'bcrypt', password: given }, 'password'],
])('%j is refused by the name of the field', async (fields, param) => {
  const { status, errors } = await create('refused@example.com', fields)
  expect(status).toBe(422)
  expect(errors[0]?.meta).toMatchObject({ param_name: param })
})
