import { readFile } from 'node:fs/promises'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { type Backend, backendOf } from './support/backend.ts'
import { codeLabel, HostedAccount, qrLabel } from './support/hosted-account.ts'
import { comeFrom, startNginx } from './support/nginx.ts'
import { expectNoBarriers, scanWithApp } from './support/screen.ts'
import { freePort, type RunningServer, startServer } from './support/server.ts'
import type { AuthenticatorApp } from './support/totp.ts'

/** The server as production has it: behind the nginx that a guide configures, reached over https only. */
const guide = new URL('../docs/guides/behind-a-proxy.md', import.meta.url)
const visitorAddress = '127.0.0.5'
const started: { stop(): Promise<void> }[] = []
let server: RunningServer
let backend: Backend
let context: BrowserContext
let page: Page
let account: HostedAccount
let app: AuthenticatorApp
let origin: string

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  const { path, reason } = await nginx()
  if (reason) console.log(`skipped: the journey behind nginx: ${reason}`)
  test.info().skip(path === undefined, reason)
  const [port, upstream] = [await freePort(), await freePort()]
  const [, block = ''] = /```nginx\n(.*?)```/s.exec(await readFile(guide, 'utf8')) ?? []
  started.push(await startNginx(path ?? '', block, { port, upstream }))
  const visitors = await comeFrom(visitorAddress, port)
  started.unshift(visitors)
  origin = `https://localhost:${visitors.port}`
  server = await startServer({
    PORT: String(upstream),
    COUNTERSIGN_URL: origin,
    COUNTERSIGN_TRUSTED_PROXIES: '127.0.0.1',
  })
  started.push(server)
  backend = await backendOf(server)
  await backend.changeSettings({ multi_factor: { totp: true, backup_code: true } })
  context = await browser.newContext({ ignoreHTTPSErrors: true, reducedMotion: 'reduce', locale: 'en-GB' })
  page = await context.newPage()
  account = new HostedAccount(page, `${origin}/i/acme`, 'ada@acme.example')
})
test.afterAll(async () => {
  await context?.close()
  for (const each of started) await each.stop()
})

test('behind nginx a user signs up over https, and every cookie is Secure (R87)', async () => {
  await account.signUp(backend, () => expectNoBarriers(page))
  const cookies = await context.cookies()
  expect(cookies.map(({ name }) => name)).toContain('__client')
  expect(cookies.filter(({ secure }) => !secure)).toEqual([])
  expect(new URL(page.url()).origin).toBe(origin)
})

test('behind nginx a user sets up an authenticator app, signs out and signs in with a code', async () => {
  await account.openSecurity()
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  app = await scanWithApp(page.getByRole('img', { name: qrLabel }))
  await page.getByLabel(codeLabel, { exact: true }).fill(await app.nextCode())
  await expect(page.getByRole('list', { name: 'Backup codes' }).getByRole('listitem')).toHaveCount(10)
  await expectNoBarriers(page)
  await page.getByLabel('I have saved my backup codes').check()
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await account.signOut()
  await context.setExtraHTTPHeaders({
    ...{ 'X-Forwarded-For': '203.0.113.9', 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'http' },
    ...{ Forwarded: 'for=203.0.113.9;host=evil.example;proto=http', 'X-Real-IP': '203.0.113.9' },
  })
  await account.proveFirst()
  await expect(page.getByLabel(codeLabel, { exact: true })).toBeVisible()
  await expectNoBarriers(page)
  await page.getByLabel(codeLabel, { exact: true }).fill(await app.nextCode())
  await account.expectSignedIn()
  await expectNoBarriers(page)
})

test('behind nginx the IP address of a session is the visitor’s, whatever forwarding headers the visitor sends (R105)', async () => {
  const answer = await page.evaluate(async () => (await fetch('/i/acme/v1/me/sessions/active')).json())
  const sessions: { latest_activity: { ip_address: string } }[] = answer.response ?? answer
  expect(sessions.map(({ latest_activity }) => latest_activity.ip_address)).toEqual([visitorAddress])
  expect((await context.cookies()).filter(({ secure }) => !secure)).toEqual([])
  expect(server.output()).not.toMatch(/COUNTERSIGN_TRUSTED_PROXIES|evil\.example/)
})

test('behind nginx the health checks answer, and doctor finds no proxy that is not trusted (R105)', async () => {
  for (const path of ['/healthz', '/readyz']) expect((await page.goto(`${origin}${path}`))?.status()).toBe(200)
  const checks = JSON.parse(await server.command('doctor', '--json'))
  expect(checks).toContainEqual(expect.objectContaining({ check: 'proxies', state: 'ok' }))
})

/** The one that `npm test` found, or one of this machine. */
async function nginx(): Promise<{ path?: string; reason?: string }> {
  const named = process.env['NGINX_PATH']
  if (named) return { path: named }
  const { provideNginx } = await import(new URL('../scripts/nginx.mjs', import.meta.url).href)
  return provideNginx()
}
