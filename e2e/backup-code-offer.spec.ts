import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { type Backend, backendOf } from './support/backend.ts'
import { codeLabel, HostedAccount, qrLabel } from './support/hosted-account.ts'
import { scanWithApp } from './support/screen.ts'
import { type RunningServer, startServer } from './support/server.ts'
import type { AuthenticatorApp } from './support/totp.ts'

let server: RunningServer
let backend: Backend
let context: BrowserContext
let page: Page
let account: HostedAccount
let app: AuthenticatorApp

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  backend = await backendOf(server)
  context = await browser.newContext({ reducedMotion: 'reduce' })
  page = await context.newPage()
  account = new HostedAccount(page, `http://acme.localhost:${server.port}`, 'eve@acme.example')
})
test.afterAll(async () => {
  await context?.close()
  await server?.stop()
})

test('an app that was scanned but never proven is not asked for (S30)', async () => {
  await backend.changeSettings({ multi_factor: { totp: true } })
  await account.signUp(backend)
  await account.openSecurity()
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  await scanWithApp(page.getByRole('img', { name: qrLabel }))
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await account.signOut()
  await account.proveFirst()
  await account.expectSignedIn()
})

test('while no backup code is left to use, the second step does not offer one (S48)', async () => {
  await account.openSecurity()
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  app = await scanWithApp(page.getByRole('img', { name: qrLabel }))
  await page.getByLabel(codeLabel, { exact: true }).fill(await app.nextCode())
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  // On only now, so that this account has the app and no codes.
  await backend.changeSettings({ multi_factor: { backup_code: true } })
  await page.reload()
  await account.signOut()
  await account.proveFirst()
  await page.getByRole('button', { name: 'Use another method' }).click()
  await expect(page.getByRole('button', { name: 'Code from your authenticator app' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'One of your backup codes' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Code from your authenticator app' }).click()
  await page.getByLabel(codeLabel, { exact: true }).fill(await app.nextCode())
  await account.expectSignedIn()
})

test('with unused codes it offers them, and a new set ends the old one (S44, S48)', async () => {
  const first = await makeCodes()
  const second = await makeCodes()
  expect(second.filter((code) => first.includes(code))).toEqual([])
  await account.signOut()
  await account.proveFirst()
  await page.getByRole('button', { name: 'Use another method' }).click()
  await page.getByRole('button', { name: 'One of your backup codes' }).click()
  await page.getByLabel('Backup code', { exact: true }).fill(first[0] ?? '')
  await page.getByRole('button', { name: 'Verify', exact: true }).click()
  await expect(page.getByText(/is incorrect/)).toBeVisible()
  await page.getByLabel('Backup code', { exact: true }).fill(second[0] ?? '')
  await page.getByRole('button', { name: 'Verify', exact: true }).click()
  await account.expectSignedIn()
})

async function makeCodes(): Promise<string[]> {
  await account.openSecurity()
  const list = page.getByRole('list', { name: 'Backup codes' })
  const question = page.getByRole('alertdialog')
  await page.getByRole('button', { name: /^Make (new )?codes$/ }).click()
  await expect(question.or(list)).toBeVisible()
  if (await question.isVisible()) await question.getByRole('button', { name: 'Make new codes' }).click()
  await expect(list).toBeVisible()
  const codes = await list.getByRole('listitem').allTextContents()
  expect(codes).toHaveLength(10)
  await page.getByLabel('I have saved my backup codes').check()
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await expect(list).toHaveCount(0)
  return codes
}
