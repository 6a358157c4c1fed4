import { expect, test } from '@playwright/test'
import type { RunningServer } from '../e2e/support/server.ts'
import { makeInstance, startBesidePackages } from './support/instance.ts'
import { password, Sdk } from './support/sdk.ts'
import { openStrictExpress } from './support/server-apps.ts'
import type { Site } from './support/site.ts'
import { type Visitor, visit } from './support/visitor.ts'

let server: RunningServer
let site: Site
let visitor: Visitor
let userId: string
test.beforeAll(async ({ browser }) => {
  server = await startBesidePackages()
  const instance = await makeInstance(server, { environment: 'production', host: 'fapi.localhost' })
  site = await openStrictExpress(instance, server.url)
  await instance.backend.changeSettings({ allowed_origins: [site.url], sessions: { token_seconds: 30 } })
  userId = (await instance.clerk.users.createUser({ emailAddress: ['ada@example.com'], password })).id
  visitor = await visit(browser)
})
test.afterAll(async () => {
  await visitor?.close()
  await site?.stop()
  await server?.stop()
})

test('the cookie is refreshed before its token runs out, one that did run out is renewed for a page and for nothing else, and signing out in one tab reaches the other', async () => {
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
  const old = (await context.cookies()).filter(({ name }) => name.startsWith('__session'))
  expect(first.exp - first.iat).toBe(30)
  await expect.poll(async () => (await claims()).iat, { timeout: 32_000, intervals: [500] }).toBeGreaterThan(first.iat)
  expect(Date.now() / 1000, 'in time').toBeLessThan(first.exp)

  await page.goto('about:blank')
  await page.waitForTimeout(Math.max(0, (first.exp + 1) * 1000 - Date.now()))
  await context.addCookies(old)
  const answer = await context.request.get(`${site.url}/api/me`, { headers: { 'sec-fetch-dest': 'empty' } })
  expect(await answer.json(), 'no page can be sent anywhere by a script’s call').toEqual({ userId: null })
  await page.goto(`${site.url}/ssr`)
  await expect(page.locator('p')).toHaveText(`user=${userId}`)
  expect((await claims()).exp).toBeGreaterThan(first.exp)
  await sdk.goto('/home')

  const other = new Sdk(await context.newPage(), site.url)
  await other.goto('/home')
  await other.expectSession('active')
  // It ends with a navigation, which takes the answer of a call that waits for it along.
  await sdk.run((clerk: { signOut(): Promise<void> }) => {
    void clerk.signOut()
    return null
  })
  await other.expectSession('none')
  await other.goto('/home')
  await other.expectSession('none')
})
