import { expect, test } from '@playwright/test'
import type { RunningServer } from '../e2e/support/server.ts'
import { type Instance, makeInstance, startBesidePackages } from './support/instance.ts'
import { password, Sdk } from './support/sdk.ts'
import { openSite, type Site } from './support/site.ts'
import { type Visitor, visit } from './support/visitor.ts'

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

test.describe('where a second step is required', () => {
  test.beforeAll(() => instance.backend.changeSettings({ multi_factor: { required: true } }))
  test.afterAll(() => instance.backend.changeSettings({ multi_factor: { required: false } }))

  test('a person without one sets it up in the course of the sign-in, and is not signed in before', async () => {
    await instance.clerk.users.createUser({ emailAddress: ['frank@example.com'], password })
    await sdk.startSignIn('frank@example.com')
    await sdk.provePassword()
    await visitor.page.waitForURL(/tasks\/setup-mfa/)
    await sdk.expectSession('pending')
    expect(
      await sdk.run((clerk: { isSignedIn: boolean; session: { currentTask?: { key: string } } }) => [
        clerk.isSignedIn,
        clerk.session.currentTask?.key,
      ]),
    ).toEqual([false, 'setup-mfa'])
    await visitor.page
      .locator('button')
      .filter({ hasText: /authenticator/i })
      .click()
    await visitor.page.locator('button').filter({ hasText: /scan/i }).click()
    const app = await sdk.scanApp()
    await sdk.submit()
    await sdk.code.fill(await app.nextCode())
    await expect(
      visitor.page.locator('p').filter({ hasText: /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{6}$/, visible: true }),
    ).toHaveCount(10)
    await sdk.submit()
    await visitor.page.waitForURL(/\/home/)
    await sdk.expectSession('active')
  })

  test('the task stands on a page of its own too, and takes a phone number', async () => {
    await instance.clerk.users.createUser({ emailAddress: ['grace@example.com'], password })
    await sdk.startSignIn('grace@example.com')
    await sdk.provePassword()
    await visitor.page.waitForURL(/tasks\/setup-mfa/)
    await sdk.goto('/setup-mfa')
    await visitor.page.locator('button').filter({ hasText: /sms/i }).click()
    const add = visitor.page.locator('button').filter({ hasText: /add phone/i })
    await sdk.field('phoneNumber').or(add).first().waitFor()
    if (await add.count()) await add.first().click()
    await sdk.field('phoneNumber').fill('2015550125')
    await sdk.submit()
    await sdk.code.fill('424242')
    await expect.poll(() => sdk.run((clerk: { session?: { status: string } }) => clerk.session?.status)).toBe('active')
    await sdk.submit()
    await visitor.page.waitForURL(/\/home/)
    await sdk.expectSession('active')
  })
})

test('who gives a password that others know is told so, goes on with a code, and chooses another before anything opens', async () => {
  const email = 'known@example.com'
  const { id } = await instance.clerk.users.createUser({ emailAddress: [email], password })
  await instance.clerk.users.setPasswordCompromised(id)
  await sdk.startSignIn(email)
  await sdk.provePassword()
  await expect(visitor.page.getByText(/password may be compromised/)).toBeVisible()
  await visitor.page.locator('.cl-alternativeMethodsBlockButton').first().click()
  await sdk.code.fill(await instance.backend.readCode(email))
  await visitor.page.waitForURL(/tasks\/reset-password/)
  await sdk.expectSession('pending')
  for (const name of ['newPassword', 'confirmPassword']) await sdk.field(name).fill('another fine pass phrase')
  // The form looks at what was typed a moment later, and takes no click before it has.
  await expect(visitor.page.locator('.cl-formFieldSuccessText')).toHaveCount(2)
  await sdk.submit()
  await visitor.page.waitForURL(/\/home/)
  await sdk.expectSession('active')
})
