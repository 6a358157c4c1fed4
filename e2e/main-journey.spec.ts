import { readFile } from 'node:fs/promises'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { type Backend, backendOf } from './support/backend.ts'
import { codeLabel, HostedAccount, qrLabel } from './support/hosted-account.ts'
import { enterDashboard, firstLink } from './support/operator.ts'
import { expectNoBarriers, scanWithApp, textOnPaper } from './support/screen.ts'
import { type RunningServer, startServer } from './support/server.ts'
import type { AuthenticatorApp } from './support/totp.ts'

const email = 'ada@acme.example'
const totpLabel = 'Authenticator application (also known as TOTP - Time-based One-Time Password)'

let server: RunningServer
let backend: Backend
let hosted: string
let operatorPage: Page
let userContext: BrowserContext
let page: Page
let account: HostedAccount
let app: AuthenticatorApp
let backupCodes: string[]

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  backend = await backendOf(server)
  hosted = `http://acme.localhost:${server.port}`
  operatorPage = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
  userContext = await browser.newContext({ acceptDownloads: true, reducedMotion: 'reduce', locale: 'en-GB' })
  await userContext.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: hosted })
  page = await userContext.newPage()
  account = new HostedAccount(page, hosted, email)
})
test.afterAll(async () => {
  await operatorPage?.context().close()
  await userContext?.close()
  await server?.stop()
})

test('the link printed at the first start lets the operator in only after a second factor is set up (R50)', async () => {
  await enterDashboard(operatorPage, server, () => expectNoBarriers(operatorPage))
})

test('the link works once (R50)', async ({ page: other }) => {
  await other.goto(await firstLink(server))
  await expect(other.getByRole('heading', { name: 'This link no longer works' })).toBeVisible()
  await expectNoBarriers(other)
})

test('before the operator switches a factor on, an account page offers none (S9)', async () => {
  await account.signUp(backend, () => expectNoBarriers(page))
  await account.openSecurity()
  await expect(page.getByRole('heading', { name: '2-step verification' })).toHaveCount(0)
  await expect(page.getByText('Authenticator app')).toHaveCount(0)
})

test('Authentication > Multi-factor lists three toggles, and a toggle alone changes nothing (S13, S14, S15, S18, S19, S20)', async () => {
  await operatorPage.getByRole('link', { name: /^acme/ }).click()
  const nav = operatorPage.getByRole('navigation', { name: 'Instance' })
  const group = nav.getByRole('list', { name: 'Authentication', exact: true })
  await group.getByRole('link', { name: 'Multi-factor' }).click()
  await expect(operatorPage.getByRole('heading', { name: 'Multi-factor', level: 1 })).toBeVisible()
  const switches = operatorPage.getByRole('list', { name: 'Second factors' }).getByRole('switch')
  await expect(switches).toHaveCount(3)
  for (const [index, name] of ['SMS verification code', totpLabel, 'Backup codes'].entries()) {
    await expect(switches.nth(index)).toHaveAccessibleName(name)
    await expect(switches.nth(index)).not.toBeChecked()
  }
  await expect(switches.nth(2)).toBeDisabled()
  const apply = operatorPage.getByRole('button', { name: 'Apply changes' })
  await expect(apply).toBeDisabled()
  await expectNoBarriers(operatorPage)
  await switches.nth(1).click()
  await expect(switches.nth(1)).toBeChecked()
  await expect(switches.nth(2)).toBeEnabled()
  await expect(apply).toBeEnabled()
  await expectNoBarriers(operatorPage)
  operatorPage.once('dialog', (dialog) => dialog.accept())
  await operatorPage.reload()
  await expect(switches.nth(1)).not.toBeChecked()
  await expect(apply).toBeDisabled()
})

test('after Apply changes the factors are on, and nobody is asked for one before setting it up (S6, S10, S18)', async () => {
  const toggle = (name: string) => operatorPage.getByRole('switch', { name })
  await toggle(totpLabel).click()
  await toggle('Backup codes').click()
  await operatorPage.getByRole('button', { name: 'Apply changes' }).click()
  await expect(operatorPage.getByText('Changes applied').first()).toBeVisible()
  await operatorPage.reload()
  await expect(toggle(totpLabel)).toBeChecked()
  await expect(toggle('Backup codes')).toBeChecked()
  await expect(toggle('SMS verification code')).not.toBeChecked()
  const environment = (await (await fetch(`${server.url}/i/acme/v1/environment`)).json()) as {
    user_settings: { attributes: { authenticator_app: { enabled: boolean } } }
  }
  expect(environment.user_settings.attributes.authenticator_app.enabled).toBe(true)
  await page.reload()
  await account.signOut()
  await account.proveFirst()
  await account.expectSignedIn()
})

test('a user sets up the authenticator app by scanning the screen, at Security > Sign in > 2-step verification (S10, S23, S28, S29, S30, S31)', async () => {
  await account.openSecurity()
  await expect(page.getByRole('heading', { name: 'Sign in', level: 2 })).toBeVisible()
  await expect(page.getByRole('heading', { name: '2-step verification', level: 3 })).toBeVisible()
  await expectNoBarriers(page)
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  app = await scanWithApp(page.getByRole('img', { name: qrLabel }))
  expect([app.issuer, app.account]).toEqual(['Acme', email])
  await page.getByText('Cannot scan it?').click()
  await page.getByRole('button', { name: 'Copy secret' }).click()
  await expect.poll(readClipboard).toBe(app.secret)
  await page.getByRole('button', { name: 'Copy URI' }).click()
  await expect.poll(readClipboard).toMatch(new RegExp(`^otpauth://totp/.*secret=${app.secret}.*issuer=Acme`))
  await expectNoBarriers(page)

  await page.getByLabel(codeLabel, { exact: true }).fill(app.wrongCode())
  await expect(page.getByText(/is incorrect/)).toBeVisible()
  expect((await scanWithApp(page.getByRole('img', { name: qrLabel }))).secret).toBe(app.secret)
  await expectNoBarriers(page)
  await page.getByLabel(codeLabel, { exact: true }).fill(await app.nextCode())
  await expect(page.getByRole('list', { name: 'Backup codes' })).toBeVisible()
})

test('the first set of backup codes comes with it, to copy, download and print (S39, S40, S43, S45, S46, S47)', async () => {
  await expect(page.getByText('also called recovery codes')).toBeVisible()
  backupCodes = await page.getByRole('list', { name: 'Backup codes' }).getByRole('listitem').allTextContents()
  expect(new Set(backupCodes).size).toBe(10)
  await expectNoBarriers(page)
  await page.getByRole('button', { name: 'Copy codes' }).click()
  await expect.poll(readClipboard).toBe(backupCodes.join('\n'))

  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download .txt' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('acme-backup-codes.txt')
  const lines = (await readFile(await download.path(), 'utf8')).split('\r\n')
  expect(lines.filter((line) => backupCodes.includes(line))).toEqual(backupCodes)
  const needed = [
    /Acme/,
    new RegExp(email),
    new RegExp(String(new Date().getFullYear())),
    /works once/,
    /secret/,
    /\/user/,
  ]
  for (const piece of needed) expect(lines.join('\n')).toMatch(piece)

  const printed = await textOnPaper(page)
  expect(printed.filter((line) => backupCodes.includes(line))).toEqual(backupCodes)
  expect(printed).toEqual(lines.filter(Boolean))
  await page.evaluate(() => Object.assign(window, { print: () => document.body.setAttribute('data-printed', '') }))
  await page.getByRole('button', { name: 'Print' }).click()
  await expect(page.locator('body[data-printed]')).toHaveCount(1)

  await page.getByLabel('I have saved my backup codes').check()
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await expect(page.getByText('10 left')).toBeVisible()
  await expectNoBarriers(page)
})

test('from then on the password is not enough: the app is asked for on a screen of its own (S32, S33)', async () => {
  await account.signOut()
  await expectNoBarriers(page)
  await account.proveFirst()
  await expect(page.getByRole('heading', { name: '2-step verification', level: 1 })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Use another method' })).toBeVisible()
  await expectNoBarriers(page)
  await page.getByLabel(codeLabel, { exact: true }).fill(app.wrongCode())
  await expect(page.getByText(/is incorrect/)).toBeVisible()
  await expectNoBarriers(page)
  await page.getByLabel(codeLabel, { exact: true }).fill(await app.nextCode())
  await account.expectSignedIn()
})

test('a backup code gets the user in without the app, on a screen of its own (S42, S49)', async () => {
  await account.signOut()
  await account.proveFirst()
  await askForBackupCode()
  await expectNoBarriers(page)
  await page.getByLabel('Backup code', { exact: true }).fill(backupCodes[0]?.toLowerCase() ?? '')
  await page.getByRole('button', { name: 'Verify', exact: true }).click()
  await account.expectSignedIn()
  await account.openSecurity()
  await expect(page.getByText('9 left')).toBeVisible()
})

test('a backup code that was used is refused, and the next one is not (S41)', async () => {
  await account.signOut()
  await account.proveFirst()
  await askForBackupCode()
  await page.getByLabel('Backup code', { exact: true }).fill(backupCodes[0] ?? '')
  await page.getByRole('button', { name: 'Verify', exact: true }).click()
  await expect(page.getByText(/is incorrect/)).toBeVisible()
  await expectNoBarriers(page)
  await page.getByLabel('Backup code', { exact: true }).fill(backupCodes[1] ?? '')
  await page.getByRole('button', { name: 'Verify', exact: true }).click()
  await account.expectSignedIn()
})

async function askForBackupCode() {
  await page.getByRole('button', { name: 'Use another method' }).click()
  await expect(page.getByRole('heading', { name: 'Choose another method', level: 1 })).toBeVisible()
  await expectNoBarriers(page)
  await page.getByRole('button', { name: 'One of your backup codes' }).click()
  await expect(page.getByRole('heading', { name: 'Use a backup code', level: 1 })).toBeVisible()
}

function readClipboard(): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText())
}
