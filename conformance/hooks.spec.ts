import { expect, test } from '@playwright/test'
import type { RunningServer } from '../e2e/support/server.ts'
import { AuthenticatorApp } from '../e2e/support/totp.ts'
import { buildPage } from './support/built-page.ts'
import { type Instance, makeInstance, startBesidePackages } from './support/instance.ts'
import { password, Sdk } from './support/sdk.ts'
import { openSite, type Site } from './support/site.ts'
import { type Visitor, visit } from './support/visitor.ts'

const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const appOf = (name: string) => new AuthenticatorApp(`otpauth://totp/Acme:${name}?secret=${totpSecret}&issuer=Acme`)
const backupCodes = ['conformance-one', 'conformance-two']

let server: RunningServer
let instance: Instance
let site: Site
let visitor: Visitor
let sdk: Sdk

test.beforeAll(async () => {
  server = await startBesidePackages()
  const settings = { multi_factor: { totp: true, phone_code: true, backup_code: true } }
  instance = await makeInstance(server, { environment: 'development', host: 'fapi.localhost', settings })
  site = await openSite(instance, 'react', { assets: await buildPage('hooks') })
})
test.beforeEach(async ({ browser }) => {
  visitor = await visit(browser)
  sdk = new Sdk(visitor.page, site.url)
  await sdk.goto('/home')
})
test.afterEach(() => visitor.close())
test.afterAll(async () => {
  await site?.stop()
  await server?.stop()
})

/** With every second factor there is. */
async function makeUser(name: string): Promise<void> {
  const emailAddress = [`${name}@example.com`]
  const user = await instance.clerk.users.createUser({ emailAddress, password, totpSecret, backupCodes })
  await instance.clerk.phoneNumbers.createPhoneNumber({
    userId: user.id,
    phoneNumber: `+12015550${100 + ++numbers}`,
    verified: true,
    reservedForSecondFactor: true,
  })
}
let numbers = 0

type Result = { error: { errors?: { code: string }[] } | null }
interface Hooks {
  clerk: { signOut(then: () => void): Promise<void>; session?: { status: string } }
  signIn: {
    status: string
    password(o: object): Promise<Result>
    ticket(o: object): Promise<Result>
    finalize(): Promise<Result>
    mfa: Record<string, (o?: object) => Promise<Result>>
  }
  signUp: {
    status: string
    password(o: object): Promise<Result>
    finalize(): Promise<Result>
    verifications: Record<string, (o?: object) => Promise<Result>>
  }
  old: {
    setActive(o: object): Promise<void>
    signIn: { create(o: object): Promise<Attempt> }
  }
}
interface Attempt {
  status: string
  createdSessionId: string
  supportedFirstFactors: { strategy: string; emailAddressId: string }[]
  supportedSecondFactors: { strategy: string }[]
  [call: string]: unknown
}
/** Runs in the page; what it uses must be in its arguments. */
const play = <R, A>(work: (hooks: Hooks, given: A) => Promise<R>, given: A): Promise<R> =>
  visitor.page.evaluate(`(${work})(window.hooks, ${JSON.stringify(given)})`) as Promise<R>

test('own screens with today’s hooks: a refused password, each second factor, and out again', async () => {
  await makeUser('gina')
  const app = appOf('gina')
  const identity = { emailAddress: 'gina@example.com', password }
  const refused = await play(async ({ signIn }, given) => {
    const { error } = await signIn.password({ ...given, password: 'not the pass phrase' })
    return [error?.errors?.[0]?.code, signIn.status]
  }, identity)
  expect(refused[0]).toMatch(/^form_password/)
  const ways = [
    { send: null, verify: 'verifyTOTP', code: await app.nextCode(), wrong: app.wrongCode() },
    { send: 'sendPhoneCode', verify: 'verifyPhoneCode', code: '424242', wrong: '000000' },
    { send: null, verify: 'verifyBackupCode', code: backupCodes[0], wrong: 'conformance-no' },
  ]
  for (const way of ways) {
    const seen = await play(
      async ({ signIn, clerk }, given) => {
        const steps: unknown[] = []
        steps.push((await signIn.password(given.identity)).error?.errors?.[0]?.code, signIn.status)
        if (given.send) steps.push((await signIn.mfa[given.send]?.())?.error?.errors?.[0]?.code)
        else steps.push(undefined)
        const code = (result?: Result) => result?.error?.errors?.[0]?.code
        steps.push(code(await signIn.mfa[given.verify]?.({ code: given.wrong })), signIn.status)
        steps.push(code(await signIn.mfa[given.verify]?.({ code: given.code })), signIn.status)
        steps.push(code(await signIn.finalize()), clerk.session?.status)
        await clerk.signOut(() => {})
        return steps.map((step) => step ?? null)
      },
      { ...way, identity },
    )
    expect(seen, way.verify).toEqual([
      null,
      'needs_second_factor',
      null,
      'form_code_incorrect',
      'needs_second_factor',
      null,
      'complete',
      null,
      'active',
    ])
    await sdk.goto('/home')
  }
})

test('own screens with today’s hooks: a sign-up with a code by mail', async () => {
  const begun = await play(
    async ({ signUp }, given) => {
      const { error } = await signUp.password(given)
      const sent = await signUp.verifications['sendEmailCode']?.()
      return [error, sent?.error ?? null, signUp.status]
    },
    { emailAddress: 'hugo@example.com', password },
  )
  expect(begun).toEqual([null, null, 'missing_requirements'])
  const done = await play(
    async ({ signUp }, code) => {
      const { error } = (await signUp.verifications['verifyEmailCode']?.({ code })) ?? {}
      const { status } = signUp
      return [error, status, (await signUp.finalize()).error]
    },
    await instance.backend.readCode('hugo@example.com'),
  )
  expect(done).toEqual([null, 'complete', null])
  await expect(visitor.page.getByRole('status')).toHaveText(/session active$/)
})

test('own screens with the hooks of before: each step by itself, with each second factor', async () => {
  await makeUser('ines')
  const ways = [
    { strategy: 'totp', code: await appOf('ines').nextCode() },
    { strategy: 'phone_code', code: '424242' },
    { strategy: 'backup_code', code: backupCodes[0] },
  ]
  for (const second of ways) {
    const seen = await play(
      async ({ old, clerk }, given) => {
        const call = (attempt: Attempt, name: string, o: object) =>
          (attempt[name] as (o: object) => Promise<Attempt>)(o)
        let attempt = await old.signIn.create({ identifier: 'ines@example.com' })
        const steps = [attempt.status]
        attempt = await call(attempt, 'attemptFirstFactor', { strategy: 'password', password: given.password })
        const offered = attempt.supportedSecondFactors.map(({ strategy }) => strategy)
        steps.push(attempt.status, offered.sort().join())
        if (given.second.strategy === 'phone_code')
          attempt = await call(attempt, 'prepareSecondFactor', { strategy: 'phone_code' })
        attempt = await call(attempt, 'attemptSecondFactor', given.second)
        await old.setActive({ session: attempt.createdSessionId })
        steps.push(attempt.status, clerk.session?.status ?? 'none')
        await clerk.signOut(() => {})
        return steps
      },
      { password, second },
    )
    expect(seen, second.strategy).toEqual([
      'needs_first_factor',
      'needs_second_factor',
      'backup_code,phone_code,totp',
      'complete',
      'active',
    ])
    await sdk.goto('/home')
  }
})

test('a forgotten password is set anew, and the second factor is asked for all the same', async () => {
  await makeUser('jana')
  await play(async ({ old }) => {
    const attempt = await old.signIn.create({
      strategy: 'reset_password_email_code',
      identifier: 'jana@example.com',
    })
    Object.assign(window, { attempt })
    return null
  }, null)
  const code = await instance.backend.readCode('jana@example.com')
  const statuses = await play(
    async (_hooks, given) => {
      const attempt = (window as unknown as { attempt: Record<string, (o: object) => Promise<Attempt>> }).attempt
      const steps = [
        await attempt['attemptFirstFactor']?.({ strategy: 'reset_password_email_code', code: given.code }),
      ].map((step) => step?.status)
      steps.push((await attempt['resetPassword']?.({ password: given.next }))?.status)
      steps.push((await attempt['attemptSecondFactor']?.({ strategy: 'totp', code: given.totp }))?.status)
      return steps
    },
    { code, next: 'another long pass phrase', totp: await appOf('jana').nextCode() },
  )
  expect(statuses).toEqual(['needs_new_password', 'needs_second_factor', 'complete'])
})
