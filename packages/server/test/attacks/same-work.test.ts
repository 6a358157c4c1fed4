import type { BackendUserView, SettingsPatch, SignInView, SignUpView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, password, startSignIn } from '../support/browser.ts'

/** Statements of the request under test, or null while nothing is recorded. */
let statements: string[] | null = null
/** How many rows each of them returned. */
let found: string[] = []
let app: TestApp
let shop: CreatedInstance

beforeAll(async () => {
  // A statement that finds a row does more than one that finds none, so rows are compared as well.
  app = await startTestApp({
    onQuery: (sql) => void statements?.push(sql),
    onRows: (sql, rows) => void found.push(`${rows.length} rows of ${sql}`),
  })
  const settings = {
    first_factors: { email_code: true, phone_code: true, passkey: true },
    identifiers: { phone_number: 'optional', username: 'optional' },
    multi_factor: { totp: true },
    sms: { countries: ['DE'] },
  } satisfies SettingsPatch
  shop = await app.create({ name: 'Shop', environment: 'production', host: 'clerk.shop.example' }, settings)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(3_600_000))

let count = 0
function visitor(): Browser {
  app.clock.advance(300_000)
  return Object.assign(new Browser(app, shop), { origin: 'https://clerk.shop.example' })
}
const newNames = () => ({
  email: `work${++count}@example.com`,
  number: `+49151${20_000_000 + count * 1009}`,
  username: `worker${count}`,
})
type Names = ReturnType<typeof newNames>
const call = <T>(method: string, path: string, body?: unknown) => backend(app, shop)<T>(method, path, body)
const known = ({ email, number, username }: Names) =>
  call<BackendUserView>('POST', '/users', { email_address: [email], phone_number: [number], username, password })
const begin = async (browser: Browser, identifier: string) =>
  `/client/sign_ins/${(await browser.post<SignInView>('/client/sign_ins', { identifier })).response.id}`

/** The last request of each is the one that is compared. */
type Act = (names: Names) => Promise<() => Promise<unknown>>
const prepare =
  (strategy: string, name: 'email' | 'number'): Act =>
  async (names) => {
    const browser = visitor()
    const path = await begin(browser, names[name])
    return () => browser.post(`${path}/prepare_first_factor`, { strategy })
  }
/** A browser that asks again has a client, and may be one that the account's owner is known in. */
async function returning(): Promise<Browser> {
  const browser = visitor()
  await begin(browser, newNames().email)
  return browser
}
const wrongPasswords =
  (many: number): Act =>
  async ({ email }) => {
    for (let i = 1; i < many; i++) {
      await startSignIn(visitor(), email, 'not the right one at all')
      // Longer than the lock that the tenth brings.
      if (i === 10) app.clock.advance(3_600_000)
    }
    const browser = visitor()
    return () => startSignIn(browser, email, 'not the right one at all')
  }
const acts: Record<string, Act> = {
  'starting a sign-in': async ({ email }) => {
    const browser = visitor()
    return () => browser.post('/client/sign_ins', { identifier: email })
  },
  'starting a sign-in by number': async ({ number }) => {
    const browser = visitor()
    return () => browser.post('/client/sign_ins', { identifier: number })
  },
  'starting a sign-in by username': async ({ username }) => {
    const browser = visitor()
    return () => browser.post('/client/sign_ins', { identifier: username })
  },
  'starting a sign-in with a code by email': async ({ email }) => {
    const browser = visitor()
    return () => browser.post('/client/sign_ins', { identifier: email, strategy: 'email_code' })
  },
  'starting another sign-in': async ({ email }) => {
    const browser = await returning()
    return () => browser.post('/client/sign_ins', { identifier: email })
  },
  'another wrong password': async ({ email }) => {
    const browser = await returning()
    return () => startSignIn(browser, email, 'not the right one at all')
  },
  'the wrong password that locks': wrongPasswords(10),
  'the wrong password that locks again': wrongPasswords(15),
  'reading a sign-in': async ({ email }) => {
    const browser = visitor()
    const path = await begin(browser, email)
    return () => browser.get(path)
  },
  'reading the client': async ({ email }) => {
    const browser = visitor()
    await begin(browser, email)
    return () => browser.get('/client')
  },
  'asking for the second step before the first': async ({ email }) => {
    const browser = visitor()
    const path = await begin(browser, email)
    return () => browser.post(`${path}/prepare_second_factor`, { strategy: 'phone_code' })
  },
  'a wrong password': async ({ email }) => {
    const browser = visitor()
    return () => startSignIn(browser, email, 'not the right one at all')
  },
  'asking for a code by email': prepare('email_code', 'email'),
  'asking for a code by text message': prepare('phone_code', 'number'),
  'asking to reset the password': prepare('reset_password_email_code', 'email'),
  'asking to reset the password by text message': prepare('reset_password_phone_code', 'number'),
  'a wrong code': async ({ email }) => {
    const browser = visitor()
    const path = await begin(browser, email)
    await browser.post(`${path}/prepare_first_factor`, { strategy: 'email_code' })
    return () => browser.post(`${path}/attempt_first_factor`, { strategy: 'email_code', code: '000000' })
  },
  'a wrong code for a new password': async ({ email }) => {
    const browser = visitor()
    const path = await begin(browser, email)
    await browser.post(`${path}/prepare_first_factor`, { strategy: 'reset_password_email_code' })
    return () => browser.post(`${path}/attempt_first_factor`, { strategy: 'reset_password_email_code', code: '000000' })
  },
  'asking for a passkey': async ({ email }) => {
    const browser = visitor()
    const path = await begin(browser, email)
    return () => browser.post(`${path}/prepare_first_factor`, { strategy: 'passkey' })
  },
  'starting a sign-up': async ({ email }) => {
    const browser = visitor()
    return () => browser.post('/client/sign_ups', { email_address: email, password })
  },
  'asking for the code of a sign-up': async ({ email }) => {
    const browser = visitor()
    const { response } = await browser.post<SignUpView>('/client/sign_ups', { email_address: email, password })
    return () => browser.post(`/client/sign_ups/${response.id}/prepare_verification`, { strategy: 'email_code' })
  },
}

async function workOf(act: Act, names: Names): Promise<string[]> {
  const last = await act(names)
  statements = []
  found = []
  try {
    await last()
    const run = statements.map((sql) =>
      sql.replace(/\s+/g, ' ').replace(/rollback to savepoint|release savepoint/i, 'end of'),
    )
    // Of two that run at the same time, either may be answered first; the end of a rehearsal has no rows in either form.
    return [...run, ...found.filter((answer) => !/savepoint/i.test(answer)).sort()]
  } finally {
    statements = null
  }
}

const accounts: Record<string, (names: Names) => Promise<void>> = {
  'an account': async (names) => void (await known(names)),
  'an account without a password': async ({ email, number, username }) => {
    await call('POST', '/users', { email_address: [email], phone_number: [number], username })
  },
  'a locked account': async (names) => {
    const { response } = await known(names)
    await call('POST', `/users/${response.id}/lock`)
  },
  'a banned account': async (names) => {
    const { response } = await known(names)
    await call('POST', `/users/${response.id}/ban`)
  },
}

const cases = Object.keys(accounts).flatMap((account) => Object.keys(acts).map((act) => [act, account] as const))

test.each(cases)('%s runs the same statements for %s and for none (R110)', async (name, account) => {
  const act = acts[name] as Act
  // What is read once by a process is read now.
  await workOf(act, newNames())
  const existing = newNames()
  await accounts[account]?.(existing)
  const withAccount = await workOf(act, existing)
  const withNone = await workOf(act, newNames())
  expect(withAccount.length).toBeGreaterThan(2)
  expect(withAccount).toEqual(withNone)
})
