import type { SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import {
  type Answer,
  Browser,
  codeOf,
  enrol,
  mailed,
  mailedCode,
  password,
  second,
  signUp,
  startSignIn,
} from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, { ...mfaOn, lockout: { attempts: 20 } })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

const told = ({ status, errors }: Answer<unknown>) => ({ status, errors })

test('a wrong code, one that is too old and one that was used get the same answer (R11)', async () => {
  const email = 'same-answer@example.com'
  const { secret } = await enrol(await signUp(app, instance, email))
  const used = codeOf(secret, app.clock.now())
  const first = new Browser(app, instance)
  await second(first, (await startSignIn(first, email)).response.id, 'totp', used)
  const browser = new Browser(app, instance)
  const { response } = await startSignIn(browser, email)
  const codes = {
    used,
    old: codeOf(secret, app.clock.now() - 90_000),
    wrong: codeOf(secret, app.clock.now() + 3_600_000),
  }
  const answers = []
  for (const code of Object.values(codes)) answers.push(told(await second(browser, response.id, 'totp', code)))
  expect(answers[0]?.errors[0]?.code).toBe('form_code_incorrect')
  expect(answers[1]).toEqual(answers[0])
  expect(answers[2]).toEqual(answers[0])
})

test('a reset code goes to the stored address alone, whatever else the request names (R76, R53)', async () => {
  const email = 'owner@example.com'
  await signUp(app, instance, email)
  app.clock.advance(60_000)
  const browser = new Browser(app, instance)
  const twice = await browser.send('POST', '/client/sign_ins', `identifier=${email}&identifier=thief@example.com`)
  expect(twice.status).toBe(400)
  const list = JSON.stringify({ identifier: [email, 'thief@example.com'] })
  expect((await browser.send('POST', '/client/sign_ins', list, 'application/json')).code).toBe(
    'form_param_format_invalid',
  )
  const { response } = await browser.post<SignInView>('/client/sign_ins', {
    identifier: email,
    email_address: 'thief@example.com',
  })
  const path = `/client/sign_ins/${response.id}`
  const strategy = 'reset_password_email_code'
  await browser.post(`${path}/prepare_first_factor`, {
    strategy,
    identifier: 'thief@example.com',
    email_address: 'thief@example.com',
  })
  expect(await mailed(browser, 'thief@example.com')).toEqual([])
  const code = await mailedCode(browser, email)
  expect((await browser.post<SignInView>(`${path}/attempt_first_factor`, { strategy, code })).response.status).toBe(
    'needs_new_password',
  )
  // The code proved this user and no other: a sign-in of somebody else does not take it.
  const other = new Browser(app, instance)
  await signUp(app, instance, 'other@example.com')
  const foreign = await other.post<SignInView>('/client/sign_ins', { identifier: 'other@example.com' })
  const refused = await other.post(`/client/sign_ins/${foreign.response.id}/attempt_first_factor`, { strategy, code })
  expect(refused.code).toBe('verification_missing')
})

test('usernames are off unless asked for, and their availability cannot be looked up in bulk (R112, R46)', async () => {
  const production = await app.create(
    { environment: 'production', slug: 'names' },
    { identifiers: { username: 'optional' } },
  )
  expect(instance.instance.settings.identifiers.username).toBe('off')
  const browser = new Browser(app, production)
  browser.origin = `https://${production.instance.host}`
  const codes = []
  // Four requests for each of the thirty new destinations that one address gets in an hour.
  for (let index = 0; index < 121; index++) {
    codes.push(
      (await browser.post('/client/sign_ups', { email_address: 'a@example.com', password, username: `ada${index}` }))
        .status,
    )
  }
  expect(codes.slice(0, 120)).toEqual(Array(120).fill(200))
  expect(codes[120]).toBe(429)
})
