import { expect, test } from '@playwright/test'
import type { RunningServer } from '../e2e/support/server.ts'
import { AuthenticatorApp } from '../e2e/support/totp.ts'
import { type Instance, makeInstance, startBesidePackages } from './support/instance.ts'
import { password, Sdk } from './support/sdk.ts'
import { openSite, type Site } from './support/site.ts'
import { type Visitor, visit } from './support/visitor.ts'

const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const backupCodes = ['conformance-one', 'conformance-two']

let server: RunningServer
let instance: Instance
let site: Site
let visitor: Visitor
let sdk: Sdk

test.beforeAll(async () => {
  server = await startBesidePackages()
  instance = await makeInstance(server, {
    environment: 'development',
    host: 'fapi.localhost',
    settings: { multi_factor: { totp: true, phone_code: true, backup_code: true } },
  })
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

test('a person signs up with an address and a password, and the code that was sent to it', async () => {
  await sdk.goto('/sign-up')
  await sdk.field('emailAddress').fill('alice@example.com')
  await sdk.field('password').fill(password)
  await sdk.submit()
  await visitor.page.waitForURL(/verify-email-address/)
  await expect(sdk.code).toBeVisible()
  const code = await instance.backend.readCode('alice@example.com')
  await sdk.code.fill(code === '000000' ? '000001' : '000000')
  await sdk.expectRefused(/is incorrect/)
  await sdk.code.fill(code)
  await visitor.page.waitForURL(/\/home/)
  await sdk.expectSession('active')
})

test('a wrong password is refused, and the right one opens a session', async () => {
  await instance.clerk.users.createUser({ emailAddress: ['bob@example.com'], password })
  await sdk.startSignIn('bob@example.com')
  await sdk.provePassword('not the pass phrase')
  await sdk.expectRefused(/password is incorrect/i)
  await sdk.provePassword()
  await visitor.page.waitForURL(/\/home/)
  await sdk.expectSession('active')
})

test.describe('with two kinds of second factor and backup codes', () => {
  const app = new AuthenticatorApp(`otpauth://totp/Acme:carol?secret=${totpSecret}&issuer=Acme`)

  test.beforeAll(async () => {
    const user = await instance.clerk.users.createUser({
      emailAddress: ['carol@example.com'],
      password,
      totpSecret,
      backupCodes,
    })
    await instance.clerk.phoneNumbers.createPhoneNumber({
      userId: user.id,
      phoneNumber: '+12015550123',
      verified: true,
      reservedForSecondFactor: true,
    })
    expect(await instance.clerk.users.getUser(user.id)).toMatchObject({
      twoFactorEnabled: true,
      totpEnabled: true,
      backupCodeEnabled: true,
    })
  })
  test.beforeEach(async () => {
    await sdk.startSignIn('carol@example.com')
    await sdk.provePassword()
    await visitor.page.waitForURL(/factor-two/)
    expect(await sdk.signedOut()).toBe(true)
  })
  test.afterEach(async () => {
    await visitor.page.waitForURL(/\/home/)
    await sdk.expectSession('active')
  })

  test('the authenticator app is asked for first', async () => {
    await sdk.code.fill(app.wrongCode())
    await sdk.expectRefused()
    await sdk.code.fill(await app.nextCode())
  })

  test('a code by SMS instead', async () => {
    await sdk.useAnother('phone_code')
    await sdk.code.fill('424242')
  })

  test('a backup code instead, once', async () => {
    await sdk.useAnother('backup_code')
    await sdk.field('code').fill('conformance-no')
    await sdk.submit()
    await sdk.expectRefused()
    await sdk.field('code').fill(backupCodes[0] ?? '')
    await sdk.submit()
  })
})

test('somebody who signed out by the menu is signed out, and still after a reload', async () => {
  await instance.clerk.users.createUser({ emailAddress: ['dave@example.com'], password })
  await sdk.startSignIn('dave@example.com')
  await sdk.provePassword()
  await visitor.page.waitForURL(/\/home/)
  await sdk.goto('/home')
  await visitor.page.locator('.cl-userButtonTrigger').click()
  await visitor.page.locator('.cl-userButtonPopoverActionButton__signOut').click()
  await sdk.expectSession('none')
  // The SDK goes to its start page when it has signed out; a visit before that would be interrupted.
  await visitor.page.waitForURL(`${sdk.url}/`)
  await sdk.goto('/home')
  await sdk.expectSession('none')
})
