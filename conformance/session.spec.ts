import { expect, test } from '@playwright/test'
import type { RunningServer } from '../e2e/support/server.ts'
import { AuthenticatorApp } from '../e2e/support/totp.ts'
import { type Instance, makeInstance, startBesidePackages } from './support/instance.ts'
import { password, Sdk } from './support/sdk.ts'
import { openSite, type Site } from './support/site.ts'
import { type Visitor, visit } from './support/visitor.ts'

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const appOf = (name: string) => new AuthenticatorApp(`otpauth://totp/Acme:${name}?secret=${secret}&issuer=Acme`)

let server: RunningServer
let instance: Instance
let site: Site
let visitor: Visitor
let sdk: Sdk

test.beforeAll(async () => {
  server = await startBesidePackages()
  const settings = { multi_factor: { totp: true, phone_code: true, backup_code: true } }
  instance = await makeInstance(server, { environment: 'development', host: 'fapi.localhost', settings })
  site = await openSite(instance, 'scripts')
})
test.beforeEach(async ({ browser }) => {
  visitor = await visit(browser)
  sdk = new Sdk(visitor.page, site.url)
})
test.afterEach(() => visitor.close())
test.afterAll(async () => {
  await site?.stop()
  await server?.stop()
})

test.describe('proving again', () => {
  const app = appOf('heidi')
  test.beforeAll(() =>
    instance.clerk.users.createUser({
      emailAddress: ['heidi@example.com'],
      password,
      totpSecret: secret,
      backupCodes: ['conformance-three'],
    }),
  )
  test.beforeEach(async () => {
    await sdk.startSignIn('heidi@example.com')
    await sdk.provePassword()
    await visitor.page.waitForURL(/factor-two/)
    await sdk.code.fill(await app.nextCode())
    await visitor.page.waitForURL(/\/home/)
    await sdk.expectSession('active')
  })

  test('a sensitive change opens the SDK’s dialog, and goes on by itself after the proof', async () => {
    test.setTimeout(150_000)
    // A verification that was begun makes the session owe one.
    await sdk.run((clerk: { session: { startVerification(o: object): Promise<unknown> } }) =>
      clerk.session.startVerification({ level: 'second_factor' }).then(() => null),
    )
    await sdk.goto('/user/security')
    await sdk.openRow(/backup/i, /regenerate/i)
    const dialog = visitor.page.locator('.cl-modalContent')
    await dialog
      .locator('input[data-input-otp]')
      .first()
      .fill(await app.nextCode())
    await expect(
      visitor.page.locator('p').filter({ hasText: /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{6}$/, visible: true }),
    ).toHaveCount(10)
  })

  test('the headless calls prove both factors, one after the other', async () => {
    test.setTimeout(150_000)
    const code = await app.nextCode()
    const steps = await sdk.run(
      async (
        clerk: { session: Record<string, (o: object) => Promise<{ status: string }>> },
        given: { password: string; code: string },
      ) => {
        const begun = await clerk.session['startVerification']?.({ level: 'multi_factor' })
        const first = await clerk.session['attemptFirstFactorVerification']?.({
          strategy: 'password',
          password: given.password,
        })
        const second = await clerk.session['attemptSecondFactorVerification']?.({ strategy: 'totp', code: given.code })
        return [begun?.status, first?.status, second?.status]
      },
      { password, code },
    )
    expect(steps).toEqual(['needs_first_factor', 'needs_second_factor', 'complete'])
  })
})

test('the SDK asks everybody for the second factor: who has none proves the first, and no token says otherwise (R83)', async () => {
  await instance.clerk.users.createUser({ emailAddress: ['kim@example.com'], password })
  await sdk.startSignIn('kim@example.com')
  await sdk.provePassword()
  await visitor.page.waitForURL(/\/home/)
  const run = await sdk.run(
    async (
      clerk: {
        session: {
          startVerification(o: object): Promise<{ status: string; level: string }>
          attemptFirstFactorVerification(o: object): Promise<{ status: string }>
        }
      },
      given: { password: string },
    ) => {
      const begun = await clerk.session.startVerification({ level: 'second_factor' })
      const done = await clerk.session.attemptFirstFactorVerification({
        strategy: 'password',
        password: given.password,
      })
      return [begun.status, begun.level, done.status]
    },
    { password },
  )
  expect(run).toEqual(['needs_first_factor', 'first_factor', 'complete'])
  const ages = await sdk.run(
    (clerk: { session: { factorVerificationAge: number[] } }) => clerk.session.factorVerificationAge,
  )
  expect(ages).toEqual([0, -1])
})

test('two people share a browser, switch, and one signs out', async () => {
  for (const name of ['ivan', 'judy'])
    await instance.clerk.users.createUser({ emailAddress: [`${name}@example.com`], password })
  await sdk.startSignIn('ivan@example.com')
  await sdk.provePassword()
  await visitor.page.waitForURL(/\/home/)
  await sdk.expectSession('active')
  await sdk.goto('/home')
  await visitor.page.locator('.cl-userButtonTrigger').click()
  await visitor.page.locator('.cl-userButtonPopoverActionButton__addAccount').click()
  await sdk.field('identifier').fill('judy@example.com')
  await sdk.submit()
  await sdk.provePassword()
  await visitor.page.waitForURL(/\/home/)
  const names = () =>
    sdk.run((clerk: { client?: { sessions: { publicUserData: { identifier: string } }[] } }) =>
      (clerk.client?.sessions ?? []).map((one) => one.publicUserData.identifier).sort(),
    )
  await expect.poll(names).toEqual(['ivan@example.com', 'judy@example.com'])
  await sdk.run(
    async (clerk: {
      session: { id: string }
      client: { sessions: { id: string }[] }
      setActive(o: object): Promise<void>
    }) => {
      await clerk.setActive({ session: clerk.client.sessions.find((one) => one.id !== clerk.session.id)?.id })
      return null
    },
  )
  const who = () =>
    sdk.run(
      (clerk: { user?: { primaryEmailAddress: { emailAddress: string } } }) =>
        clerk.user?.primaryEmailAddress.emailAddress,
    )
  expect(await who()).toBe('ivan@example.com')
  // With a step of its own to follow, the SDK does not leave the page in the middle of the call.
  await sdk.run((clerk: { session: { id: string }; signOut(then: () => void, o: object): Promise<void> }) =>
    clerk.signOut(() => {}, { sessionId: clerk.session.id }).then(() => null),
  )
  await sdk.goto('/home')
  await expect.poll(names).toEqual(['judy@example.com'])
})

test('a token is minted anew on demand, and a session ended elsewhere is gone here', async () => {
  const user = await instance.clerk.users.createUser({ emailAddress: ['kate@example.com'], password })
  await sdk.startSignIn('kate@example.com')
  await sdk.provePassword()
  await visitor.page.waitForURL(/\/home/)
  await sdk.goto('/home')
  const fresh = await sdk.run(
    async (clerk: { session: { getToken(o?: object): Promise<string> } }) =>
      (await clerk.session.getToken()) !== (await clerk.session.getToken({ skipCache: true })),
  )
  expect(fresh).toBe(true)
  const [session] = (await instance.clerk.sessions.getSessionList({ userId: user.id, status: 'active' })).data
  await instance.clerk.sessions.revokeSession(session?.id ?? '')
  await sdk.run((clerk: { session: { getToken(o?: object): Promise<string> } }) =>
    clerk.session.getToken({ skipCache: true }).then(
      () => null,
      () => null,
    ),
  )
  await sdk.expectSession('none')
})
