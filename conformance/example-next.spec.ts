import { expect, test } from '@playwright/test'
import type { RunningServer } from '../e2e/support/server.ts'
import { folderOf, freePort, startProcess } from './support/example.ts'
import { type Instance, makeInstance, startBesidePackages } from './support/instance.ts'
import { password, Sdk } from './support/sdk.ts'
import { type Visitor, visit } from './support/visitor.ts'

const example = 'next'
let server: RunningServer
let instance: Instance
let visitor: Visitor
let sdk: Sdk
const running: { stop(): Promise<void> }[] = []

test.beforeAll(async ({ browser }) => {
  server = await startBesidePackages()
  running.push(server)
  const settings = { multi_factor: { totp: true, backup_code: true, required: true } }
  instance = await makeInstance(server, { environment: 'development', host: 'fapi.localhost', settings })
  const port = await freePort()
  const env = {
    NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: instance.publishableKey,
    CLERK_SECRET_KEY: instance.secretKey,
    NEXT_PUBLIC_CLERK_PROXY_URL: '/__clerk',
    CLERK_API_URL: server.url,
    CLERK_FAPI_URL: server.url,
    NEXT_PUBLIC_CLERK_SIGN_IN_URL: '/sign-in',
    NEXT_PUBLIC_CLERK_SIGN_UP_URL: '/sign-up',
    NEXT_PUBLIC_CLERK_SIGN_IN_FALLBACK_REDIRECT_URL: '/',
    NEXT_PUBLIC_CLERK_SIGN_UP_FALLBACK_REDIRECT_URL: '/',
    NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED: '1',
    NEXT_PUBLIC_CLERK_KEYLESS_DISABLED: '1',
    NEXT_TELEMETRY_DISABLED: '1',
  }
  const next = `${folderOf(example)}node_modules/next/dist/bin/next`
  running.push(await startProcess(example, next, ['dev', '--port', String(port)], env, port))
  visitor = await visit(browser)
  sdk = new Sdk(visitor.page, `http://localhost:${port}`)
})
test.afterAll(async () => {
  await visitor?.close()
  for (const one of running.reverse()) await one.stop()
})

test('the example on Next.js: its proxy turns strangers away, a second step is set up first, and the server knows who came', async () => {
  const { page } = visitor
  await page.goto(`${sdk.url}/`)
  await page.waitForURL(/\/sign-in/)
  await page.goto(`${sdk.url}/sign-up`)
  await sdk.field('emailAddress').fill('ada@example.com')
  await sdk.field('password').fill(password)
  await sdk.submit()
  await page.waitForURL(/verify-email-address/)
  await expect(sdk.code).toBeVisible()
  await sdk.code.fill(await instance.backend.readCode('ada@example.com'))
  await page.waitForURL(/tasks\/setup-mfa/)
  expect((await page.request.get(`${sdk.url}/`, { maxRedirects: 0 })).status(), 'not signed in before').not.toBe(200)
  // With one kind to choose from it is not asked which.
  await page.locator('button').filter({ hasText: /scan/i }).click()
  const app = await sdk.scanApp()
  await sdk.submit()
  await sdk.code.fill(await app.nextCode())
  await expect(
    page.locator('p').filter({ hasText: /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{6}$/, visible: true }),
  ).toHaveCount(10)
  await sdk.submit()
  await expect(page.getByRole('heading', { name: 'ada@example.com' })).toBeVisible()
  const user = (await instance.clerk.users.getUserList()).data[0]
  await expect(page.getByRole('status')).toHaveText(`user ${user?.id}, second step set up`)
})
