import { expect, test } from '@playwright/test'
import type { RunningServer } from '../e2e/support/server.ts'
import { ageProofs } from './support/age.ts'
import { folderOf, freePort, startProcess } from './support/example.ts'
import { makeInstance, startBesidePackages } from './support/instance.ts'
import { password, Sdk } from './support/sdk.ts'
import { type Visitor, visit } from './support/visitor.ts'

const example = 'clerk-sdk'
let server: RunningServer
let visitor: Visitor
let sdk: Sdk
let readCode: (to: string) => Promise<string>
const running: { stop(): Promise<void> }[] = []

test.beforeAll(async ({ browser }) => {
  server = await startBesidePackages()
  const settings = { multi_factor: { totp: true, backup_code: true } }
  const instance = await makeInstance(server, { environment: 'development', host: 'fapi.localhost', settings })
  readCode = (to) => instance.backend.readCode(to)
  const [page, api] = [await freePort(), await freePort()]
  const env = {
    VITE_CLERK_PUBLISHABLE_KEY: instance.publishableKey,
    CLERK_PUBLISHABLE_KEY: instance.publishableKey,
    CLERK_SECRET_KEY: instance.secretKey,
    VITE_CLERK_PROXY_URL: '/__clerk',
    CLERK_PROXY_URL: '/__clerk',
    CLERK_API_URL: server.url,
    CLERK_TELEMETRY_DISABLED: '1',
    VITE_CLERK_TELEMETRY_DISABLED: '1',
    PORT: String(page),
    API_PORT: String(api),
  }
  running.push(server)
  running.push(await startProcess(example, 'api/server.js', [], env, api))
  running.push(await startProcess(example, `${folderOf(example)}node_modules/vite/bin/vite.js`, [], env, page))
  visitor = await visit(browser)
  sdk = new Sdk(visitor.page, `http://localhost:${page}`)
})
test.afterAll(async () => {
  await visitor?.close()
  for (const one of running.reverse()) await one.stop()
})

test('the example on Clerk’s SDKs: sign-up, a second step set up and asked for, the API, and a proof once more', async () => {
  const { page } = visitor
  const open = (path: string) => page.goto(`${sdk.url}${path}`)
  await open('/')
  await page.waitForURL(/\/sign-in/)
  await open('/sign-up')
  await sdk.field('emailAddress').fill('ada@example.com')
  await sdk.field('password').fill(password)
  await sdk.submit()
  await page.waitForURL(/verify-email-address/)
  await expect(sdk.code).toBeVisible()
  await sdk.code.fill(await readCode('ada@example.com'))
  await expect(page.getByRole('heading', { name: 'ada@example.com' })).toBeVisible()

  await open('/user/security')
  await page.getByRole('button', { name: /two-step/i }).click()
  await page
    .locator('[role="menuitem"], button')
    .filter({ hasText: /scan|authenticator/i, visible: true })
    .first()
    .click()
  const scan = page.locator('button').filter({ hasText: /scan/i, visible: true })
  await scan.or(page.locator('input[readonly]')).first().waitFor()
  if (await scan.count()) await scan.first().click()
  const app = await sdk.scanApp()
  await sdk.submit()
  await sdk.code.fill(await app.nextCode())
  await expect(
    page.locator('p').filter({ hasText: /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{6}$/, visible: true }),
  ).toHaveCount(10)
  await sdk.submit()

  await page.locator('.cl-userButtonTrigger').click()
  await page.locator('.cl-userButtonPopoverActionButton__signOut').click()
  await page.waitForURL(/\/sign-in/)
  expect((await page.request.get(`${sdk.url}/api/me`)).status()).toBe(401)
  await sdk.field('identifier').fill('ada@example.com')
  await sdk.submit()
  await sdk.provePassword()
  await page.waitForURL(/factor-two/)
  await sdk.code.fill(await app.nextCode())
  await page.waitForURL(`${sdk.url}/`)

  const answer = page.getByRole('status')
  await page.getByRole('button', { name: 'Who am I' }).click()
  await expect(answer).toHaveText(/"userId":"user_/)
  const transfer = page.getByRole('button', { name: 'Transfer' })
  await transfer.click()
  await expect(answer).toHaveText('{"transferred":true}')
  ageProofs(server, 15)
  await sdk.run((clerk: { session: { getToken(o: object): Promise<unknown> } }) =>
    clerk.session.getToken({ skipCache: true }).then(() => null),
  )
  await page.getByRole('button', { name: 'Who am I' }).click()
  await expect(answer).toHaveText(/"userId"/)
  await transfer.click()
  const dialog = page.locator('.cl-modalContent')
  await dialog
    .locator('input[data-input-otp]')
    .first()
    .fill(await app.nextCode())
  await expect(answer).toHaveText('{"transferred":true}')
})
