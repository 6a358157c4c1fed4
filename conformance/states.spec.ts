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
  instance = await makeInstance(server, {
    environment: 'development',
    host: 'fapi.localhost',
    settings: { device_trust: true },
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

test('a new browser is asked for a code after the password, and a known one is not, also after signing out', async () => {
  const email = 'trust@example.com'
  await instance.clerk.users.createUser({ emailAddress: [email], password })
  await sdk.startSignIn(email)
  await sdk.provePassword()
  await visitor.page.waitForURL(/client-trust/)
  await expect(sdk.code).toBeVisible()
  await sdk.code.fill(await instance.backend.readCode(email))
  await visitor.page.waitForURL(/\/home/)
  await sdk.expectSession('active')

  // With something to do afterwards, or the SDK goes to a page of its own choice meanwhile.
  await visitor.page.evaluate(() =>
    (window as unknown as { Clerk: { signOut(after: () => void): Promise<void> } }).Clerk.signOut(() => {}),
  )
  await sdk.startSignIn(email)
  await sdk.provePassword()
  await visitor.page.waitForURL(/\/home/)
  await sdk.expectSession('active')
})
