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
let userId: string

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  server = await startBesidePackages()
  const settings = { first_factors: { passkey: true }, multi_factor: { totp: true } }
  instance = await makeInstance(server, { environment: 'development', host: 'fapi.localhost', settings })
  site = await openSite(instance, 'scripts')
  visitor = await visit(browser)
  // The SDK says that an automated browser has no passkeys.
  await visitor.context.addInitScript(() => Object.defineProperty(navigator, 'webdriver', { get: () => false }))
  const cdp = await visitor.context.newCDPSession(visitor.page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  sdk = new Sdk(visitor.page, site.url)
  userId = (await instance.clerk.users.createUser({ emailAddress: ['pat@example.com'], password })).id
  await sdk.startSignIn('pat@example.com')
  await sdk.provePassword()
  await visitor.page.waitForURL(/\/home/)
})
test.afterAll(async () => {
  await visitor?.close()
  await site?.stop()
  await server?.stop()
})

const passkeys = () =>
  visitor.page.evaluate(() => {
    const { Clerk } = window as unknown as { Clerk: { user?: { passkeys: { name: string }[] } } }
    return Clerk.user?.passkeys.map(({ name }) => name)
  })

test('the account page adds a passkey', async () => {
  await sdk.goto('/user/security')
  await visitor.page
    .locator('button')
    .filter({ hasText: /add a passkey/i })
    .click()
  await expect.poll(passkeys).toEqual(['Chrome on Linux'])
})

test('it signs in without an identifier', async () => {
  await visitor.page.evaluate(() =>
    (window as unknown as { Clerk: { signOut(after: () => void): Promise<void> } }).Clerk.signOut(() => {}),
  )
  // A browser without autofill of passkeys: with it, the page would ask as it opens, and be through before the button is pressed.
  await visitor.page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = async () => false
  })
  await sdk.goto('/sign-in')
  await visitor.page.getByText(/use passkey instead/i).click()
  await visitor.page.waitForURL(/\/home/)
  await expect.poll(passkeys).toHaveLength(1)
})

test('it is renamed and removed, and the Backend API agrees', async () => {
  await visitor.page.evaluate(async () => {
    type Passkey = { update(input: { name: string }): Promise<unknown> }
    const { Clerk } = window as unknown as { Clerk: { user: { passkeys: Passkey[] } } }
    await Clerk.user.passkeys[0]?.update({ name: 'Work laptop' })
  })
  await expect.poll(passkeys).toEqual(['Work laptop'])
  const count = async () => {
    const answer = await visitor.page.evaluate(async () => {
      type Passkey = { delete(): Promise<unknown> }
      const { Clerk } = window as unknown as { Clerk: { user: { passkeys: Passkey[]; reload(): Promise<unknown> } } }
      await Clerk.user.passkeys[0]?.delete()
      await Clerk.user.reload()
      return Clerk.user.passkeys.length
    })
    return answer
  }
  expect(await count()).toBe(0)
  expect((await instance.clerk.users.getUser(userId)).twoFactorEnabled).toBe(false)
})
