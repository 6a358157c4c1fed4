import { type Browser, expect, type Page, test } from '@playwright/test'
import { type Backend, backendOf } from './support/backend.ts'
import { codeLabel, HostedAccount, qrLabel } from './support/hosted-account.ts'
import { expectNoBarriers, scanWithApp } from './support/screen.ts'
import { type RunningServer, startServer } from './support/server.ts'

const email = 'grace@acme.example'

let server: RunningServer
let backend: Backend
let hosted: string
let owner: HostedAccount
let intruder: HostedAccount
let link: string

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  backend = await backendOf(server)
  hosted = `http://acme.localhost:${server.port}`
  owner = await somebody(browser)
  intruder = await somebody(browser)
  await backend.changeSettings({ multi_factor: { totp: true, backup_code: true } })
})
test.afterAll(async () => {
  for (const person of [owner, intruder]) await person?.page.context().close()
  await server?.stop()
})

async function somebody(browser: Browser): Promise<HostedAccount> {
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB' })
  return new HostedAccount(await context.newPage(), hosted, email)
}

/** A browser that was never here, as the mail program opens it. */
async function open(browser: Browser, address: string): Promise<Page> {
  const page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
  await page.goto(address)
  return page
}

test('somebody with the password turns 2-step verification on, and the owner is mailed a way to take it back (R73)', async () => {
  await owner.signUp(backend)
  const { page } = intruder
  await page.goto(`${hosted}/sign-in`)
  await intruder.proveFirst()
  await intruder.expectSignedIn()
  await intruder.openSecurity()
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  const app = await scanWithApp(page.getByRole('img', { name: qrLabel }))
  await page.getByLabel(codeLabel, { exact: true }).fill(await app.nextCode())
  await page.getByLabel('I have saved my backup codes').check()
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await expect(page.getByText('10 left')).toBeVisible()
  link = await backend.readLink(email, '2-step verification is on')
  expect(link).toContain('/undo#token=')
})

test('the page says what was changed, keeps the token out of the address, and changes nothing by being opened (R23)', async ({
  browser,
}) => {
  for (let time = 0; time < 2; time++) {
    const page = await open(browser, link)
    await expect(page.getByRole('heading', { name: 'Was this you?', level: 1 })).toBeFocused()
    await expect(page.getByText('An authenticator app was added')).toBeVisible()
    await expect(page.getByText(/from Chrome, Linux/)).toBeVisible()
    expect(page.url()).toBe(`${hosted}/undo`)
    await expectNoBarriers(page)
    await page.reload()
    await expect(page.getByRole('heading', { name: 'Open the link again', level: 1 })).toBeFocused()
    await expectNoBarriers(page)
    await page.context().close()
  }
})

test('“This wasn’t me” throws the intruder out, and the owner gets in without the app, with a new password (R73)', async ({
  browser,
}) => {
  const page = await open(browser, link)
  const confirm = page.getByRole('button', { name: 'This wasn’t me: undo it' })
  await confirm.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'It is undone', level: 1 })).toBeFocused()
  await expectNoBarriers(page)
  await intruder.page.reload()
  await expect(intruder.page.getByLabel('E-mail address', { exact: true })).toBeVisible()

  await page.getByRole('link', { name: 'Go to sign-in' }).click()
  await new HostedAccount(page, hosted, email).proveFirst()
  await expect(page.getByText(/no longer opens it/)).toBeVisible()
  await expectNoBarriers(page)
  await page.getByRole('button', { name: 'Forgot password?' }).click()
  await page.getByLabel('Code from the e-mail', { exact: true }).fill(await backend.readCode(email))
  await page.getByLabel('New password', { exact: true }).fill('a brand new password of hers')
  await page.getByRole('button', { name: 'Set password' }).click()
  await new HostedAccount(page, hosted, email).expectSignedIn()
  await new HostedAccount(page, hosted, email).openSecurity()
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  await expect(page.getByText(/nothing can be changed for another 168 hours/)).toBeVisible()
  await expectNoBarriers(page)
  await page.context().close()
})

test('the link works once, and says what to do when it does not (R72)', async ({ browser }) => {
  const page = await open(browser, link)
  await expect(page.getByRole('heading', { name: 'This link does not work', level: 1 })).toBeFocused()
  await expect(page.getByText(/ask the people who run Acme for help/)).toBeVisible()
  await expectNoBarriers(page)
  await page.context().close()
})
