import { expect, test } from '@playwright/test'
import { findBarriers } from './support/axe.ts'
import { makeInstance } from './support/backend.ts'
import { type RunningServer, startServer } from './support/server.ts'

let server: RunningServer
test.beforeAll(async () => {
  server = await startServer()
})
test.afterAll(() => server?.stop())

test('a passkey is added and named on the account page, is the second step, and alone opens the account', async ({
  page,
}) => {
  const { backend } = await makeInstance(server, 'Keys')
  await backend.changeSettings({ multi_factor: { passkey: true, backup_code: true }, first_factors: { passkey: true } })
  const user = { email_address: ['kim@example.com'], password: 'correct horse battery' }
  const { id } = await backend.call<{ id: string }>('POST', '/users', user)
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options })
  const { url } = await backend.call<{ url: string }>('POST', '/sign_in_tokens', { user_id: id })
  await page.goto(url)
  await page.waitForURL(/\/user/)
  await page.goto(`${page.url().replace(/\/user.*/, '')}/user/security`)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(page.getByRole('heading', { name: 'Save your backup codes' })).toBeVisible()
  await page.getByRole('checkbox').check()
  await page.getByRole('dialog').getByRole('button').last().click()
  await page.getByRole('button', { name: /^Rename/ }).click()
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Kim’s laptop')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Kim’s laptop', { exact: true }).first()).toBeVisible()
  expect(await findBarriers(page)).toEqual([])
  await page.screenshot({ path: 'test-results/passkeys-account.png', fullPage: true })

  // The authenticator of this test answers at once: the list of the field is tried below.
  await page.addInitScript(() => {
    if (!sessionStorage.getItem('autofill'))
      Object.assign(PublicKeyCredential, { isConditionalMediationAvailable: async () => false })
  })
  await page.context().clearCookies()
  const base = page.url().replace(/\/user.*/, '')
  await page.goto(`${base}/sign-in`)
  await expect(page.getByRole('button', { name: 'Use a passkey' })).toBeVisible()
  expect(await findBarriers(page)).toEqual([])
  await page.screenshot({ path: 'test-results/passkeys-sign-in.png' })
  await page.getByLabel(/e-mail/i).fill('kim@example.com')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('heading', { name: 'Use your passkey' })).toBeVisible()
  expect(await findBarriers(page)).toEqual([])
  await page.screenshot({ path: 'test-results/passkeys-second.png' })
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.waitForURL(/\/user/)

  await page.context().clearCookies()
  await page.goto(`${base}/sign-in`)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.waitForURL(/\/user/)

  // The field offers the passkey as soon as the page is open; the authenticator stands for a person who picks it.
  await page.context().clearCookies()
  await page.evaluate(() => sessionStorage.setItem('autofill', 'on'))
  await page.goto(`${base}/sign-in`)
  await page.waitForURL(/\/user/)
})
