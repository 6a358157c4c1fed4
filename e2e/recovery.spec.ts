import { type Browser, expect, type Page, test } from '@playwright/test'
import { type Backend, backendOf } from './support/backend.ts'
import { codeLabel, HostedAccount, qrLabel } from './support/hosted-account.ts'
import { type AgingServer, startAging } from './support/later.ts'
import { expectNoBarriers, scanWithApp } from './support/screen.ts'
import { AuthenticatorApp } from './support/totp.ts'

const email = 'hedy@acme.example'
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const day = 86_400_000

let aging: AgingServer
let backend: Backend
let hosted: string

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  aging = await startAging()
  backend = await backendOf(aging.server)
  hosted = `http://acme.localhost:${aging.server.port}`
  await backend.changeSettings({ multi_factor: { totp: true, backup_code: true } })
})
test.afterAll(() => aging?.stop())

async function somebody(browser: Browser): Promise<HostedAccount> {
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB' })
  return new HostedAccount(await context.newPage(), hosted, email)
}

/** To the code by mail, with nothing at hand but password and mailbox. */
async function loseEverything(person: HostedAccount): Promise<Page> {
  const { page } = person
  await page.goto(`${hosted}/sign-in`)
  await person.proveFirst()
  await page.getByRole('button', { name: 'Use another method' }).click()
  await page.getByRole('button', { name: 'I have none of these' }).click()
  await expect(page.getByRole('heading', { name: 'Set up a new second step', level: 1 })).toBeVisible()
  await expectNoBarriers(page)
  await page.getByRole('button', { name: 'Send the code' }).click()
  await expect(page.getByLabel('Code from the e-mail', { exact: true })).toBeVisible()
  await page.getByLabel('Code from the e-mail', { exact: true }).fill(await backend.readCode(email))
  return page
}

test('somebody without their phone waits, is told, and sets up another one; a link in the mail stops somebody else (R78)', async ({
  browser,
}) => {
  test.setTimeout(90_000)
  const owner = await somebody(browser)
  await owner.signUp(backend)
  const [user] = await backend.call<{ id: string }[]>('GET', `/users?email_address=${encodeURIComponent(email)}`)
  await backend.call('PATCH', `/users/${user?.id}`, { totp_secret: secret })
  await owner.page.goto(`${hosted}/sign-in`)
  await owner.proveFirst()
  const lost = new AuthenticatorApp(`otpauth://totp/Acme:${email}?secret=${secret}&issuer=Acme`)
  await owner.page.getByLabel(codeLabel, { exact: true }).fill(lost.codeNow())
  await owner.expectSignedIn()
  await owner.openSecurity()
  await expect(owner.page.getByText('One loss from being locked out')).toBeVisible()
  await expectNoBarriers(owner.page)

  const first = await loseEverything(await somebody(browser))
  await expect(first.getByRole('heading', { name: 'The wait has begun', level: 1 })).toBeVisible()
  await expectNoBarriers(first)
  const link = await backend.readLink(email, 'Recovery of your account began')
  const mail = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
  await mail.goto(link)
  await expect(mail.getByRole('heading', { name: 'Cancel this recovery?', level: 1 })).toBeFocused()
  expect(mail.url()).toBe(`${hosted}/recovery`)
  await expectNoBarriers(mail)
  await mail.getByRole('button', { name: 'Cancel the recovery' }).click()
  await expect(mail.getByRole('heading', { name: 'It is cancelled', level: 1 })).toBeFocused()
  await expectNoBarriers(mail)
  await mail.goto('about:blank')
  await mail.goto(link)
  await expect(mail.getByRole('heading', { name: 'Nothing to cancel', level: 1 })).toBeVisible()

  await aging.moveTo(60_000)
  await loseEverything(await somebody(browser))
  await owner.page.reload()
  await expect(owner.page.getByText('Somebody is replacing your second step')).toBeVisible()
  await expectNoBarriers(owner.page)

  await aging.moveTo(3 * day + 120_000)
  const late = await somebody(browser)
  const page = await loseEverything(late)
  await expect(page.getByRole('heading', { name: 'Set up 2-step verification', level: 1 })).toBeVisible()
  await expectNoBarriers(page)
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  const app = await scanWithApp(page.getByRole('img', { name: qrLabel }))
  await page.getByLabel(codeLabel, { exact: true }).fill(app.codeAt(aging.now()))
  await page.getByLabel('I have saved my backup codes').check()
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await late.expectSignedIn()
  await late.openSecurity()
  await page.getByRole('button', { name: 'Make new codes' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Make new codes' }).click()
  await expect(page.getByText(/nothing can be changed for another 24 hours/)).toBeVisible()
})
