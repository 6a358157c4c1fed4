import { expect, test } from '@playwright/test'
import type { RunningServer } from '../e2e/support/server.ts'
import { makeInstance, startBesidePackages } from './support/instance.ts'
import { password, Sdk } from './support/sdk.ts'
import { openSite, type Site } from './support/site.ts'
import { type Visitor, visit } from './support/visitor.ts'

let server: RunningServer
let site: Site
let visitor: Visitor
test.beforeAll(async ({ browser }) => {
  server = await startBesidePackages()
  const instance = await makeInstance(server, { environment: 'production', host: 'fapi.localhost' })
  site = await openSite(instance, 'scripts')
  await instance.backend.changeSettings({ allowed_origins: [site.url], sessions: { token_seconds: 30 } })
  await instance.clerk.users.createUser({ emailAddress: ['ada@example.com'], password })
  visitor = await visit(browser)
})
test.afterAll(async () => {
  await visitor?.close()
  await site?.stop()
  await server?.stop()
})

test('the cookie is refreshed before its token runs out, and signing out in one tab reaches the other', async () => {
  test.setTimeout(120_000)
  const { page, context } = visitor
  const sdk = new Sdk(page, site.url)
  await sdk.startSignIn('ada@example.com')
  await sdk.provePassword()
  await page.waitForURL(/\/home/)
  await sdk.expectSession('active')
  const claims = async () => {
    const token = (await context.cookies()).find(({ name }) => name === '__session')?.value ?? ''
    return JSON.parse(Buffer.from(token.split('.')[1] ?? 'e30', 'base64url').toString()) as { iat: number; exp: number }
  }
  const first = await claims()
  expect(first.exp - first.iat).toBe(30)
  await expect.poll(async () => (await claims()).iat, { timeout: 32_000, intervals: [500] }).toBeGreaterThan(first.iat)
  expect(Date.now() / 1000, 'in time').toBeLessThan(first.exp)

  const other = new Sdk(await context.newPage(), site.url)
  await other.goto('/home')
  await other.expectSession('active')
  await sdk.run((clerk: { signOut(): Promise<void> }) => clerk.signOut().then(() => null))
  await other.expectSession('none')
  await other.goto('/home')
  await other.expectSession('none')
})
