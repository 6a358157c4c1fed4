import { type Browser, expect, type Page, test } from '@playwright/test'
import { type Backend, backendOf } from './support/backend.ts'
import { codeLabel, HostedAccount, qrLabel } from './support/hosted-account.ts'
import { enterBy, enterDashboard, linkFor } from './support/operator.ts'
import { expectGoodLooks, expectNoBarriers, scanWithApp } from './support/screen.ts'
import { type RunningServer, startServer } from './support/server.ts'

const email = 'anna@acme.example'
let server: RunningServer
let backend: Backend

test.beforeAll(async () => {
  server = await startServer()
  backend = await backendOf(server)
  await backend.changeSettings({ multi_factor: { totp: true, backup_code: true }, recovery: { second_operator: true } })
})
test.afterAll(() => server?.stop())

async function newPage(browser: Browser): Promise<Page> {
  return (await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB' })).newPage()
}

test('one administrator asks for a code and a reset and cannot approve them, another does, and the user sets up a new second step (R79)', async ({
  browser,
}) => {
  const anna = new HostedAccount(await newPage(browser), `http://acme.localhost:${server.port}`, email)
  const totp_secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
  const person = { email_address: [email], first_name: 'Anna', password: anna.password, totp_secret }
  const { id } = await backend.call<{ id: string }>('POST', '/users', person)
  const [ada, bob] = [await newPage(browser), await newPage(browser)]
  await enterDashboard(ada, server)
  await ada.getByRole('link', { name: /^acme/ }).click()
  await expect(ada.getByRole('switch', { name: 'Require a second administrator' })).toBeChecked()
  await ada.goto(ada.url().replace(/authentication.*/, `users/${id}`))
  await ada.getByRole('button', { name: 'Make a code' }).click()
  await ada.getByLabel('Purpose').fill('Phone in repair')
  await expectNoBarriers(ada)
  await ada.getByRole('button', { name: 'Make', exact: true }).click()
  await expect(ada.getByText('Waiting for another administrator, under Recovery cases')).toBeVisible()

  await ada.getByRole('button', { name: 'Reset two-step verification' }).click()
  await ada.getByLabel('Reason').fill('Lost the phone, seen in person')
  await ada.getByRole('button', { name: 'Ask for approval' }).click()
  await expect(ada.getByText(/waits for another operator until/)).toBeVisible()
  await expectGoodLooks(ada)
  await ada.getByRole('main').getByRole('link', { name: 'Recovery cases' }).click()
  await expect(ada.getByRole('button', { name: /^Take back/ })).toBeVisible()
  await expect(ada.getByRole('button', { name: /^Withdraw/ })).toBeVisible()
  await expect(ada.getByRole('button', { name: /^Approve/ })).toHaveCount(0)

  await enterBy(bob, await linkFor(server, 'bob'))
  await bob.goto(ada.url())
  await bob.getByRole('button', { name: /^Approve the request/ }).click()
  await bob.getByRole('alertdialog').getByRole('button', { name: 'Approve' }).click()
  await expect(bob.getByText(/only time it is shown/)).toBeVisible()
  await expectNoBarriers(bob)
  await bob.getByRole('button', { name: 'Done' }).click()
  await bob.getByRole('button', { name: /^Approve the reset/ }).click()
  await bob.getByRole('alertdialog').getByRole('button', { name: 'Approve' }).click()
  await expect(bob.getByRole('list', { name: 'History' })).toContainText(/Asked by operator .* approved by bob/)
  await expectGoodLooks(bob)

  const { page } = anna
  await page.goto(
    await backend.readLink(email, 'Your second step can be set up anew').then((link) => new URL('/sign-in', link).href),
  )
  await anna.proveFirst()
  await page.getByRole('button', { name: 'Use another method' }).click()
  await page.getByRole('button', { name: 'I have none of these' }).click()
  await page.getByRole('button', { name: 'Send the code' }).click()
  await page.getByLabel('Code from the e-mail', { exact: true }).fill(await backend.readCode(email))
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  const app = await scanWithApp(page.getByRole('img', { name: qrLabel }))
  await page.getByLabel(codeLabel, { exact: true }).fill(app.codeNow())
  await page.getByLabel('I have saved my backup codes').check()
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await anna.expectSignedIn()
})
