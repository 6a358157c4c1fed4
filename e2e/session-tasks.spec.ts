import { expect, type Page, test } from '@playwright/test'
import { type Backend, makeInstance } from './support/backend.ts'
import { expectGoodLooks } from './support/screen.ts'
import { type RunningServer, startServer } from './support/server.ts'

let server: RunningServer
let backend: Backend
let base: string
const email = 'kim@example.com'
const password = 'correct horse battery'

test.beforeAll(async () => {
  server = await startServer()
  const made = await makeInstance(server, 'Tasks')
  backend = made.backend
  base = made.base
})
test.afterAll(() => server?.stop())

async function givePassword(page: Page, text: string): Promise<void> {
  await page.goto(`${base}/sign-in`)
  await page.getByLabel(/e-mail/i).fill(email)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Password', { exact: true }).fill(text)
  await page.getByRole('button', { name: 'Continue' }).click()
}
async function typeCode(page: Page): Promise<void> {
  await page.getByLabel('Code from the e-mail').fill(await backend.readCode(email))
}

test('a new browser is asked for a code once; a password that others know is replaced; then a passkey is set up', async ({
  page,
}) => {
  await backend.changeSettings({ device_trust: true })
  const { id } = await backend.call<{ id: string }>('POST', '/users', { email_address: [email], password })
  await givePassword(page, password)
  await expect(page.getByRole('heading', { name: 'New browser' })).toBeVisible()
  await expectGoodLooks(page, 'device-trust')
  await page.getByRole('button', { name: 'Send code' }).click()
  await typeCode(page)
  await page.waitForURL(/\/user/)
  await page.getByRole('button', { name: /^Account menu/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL(/\/sign-in/)
  await givePassword(page, password)
  await page.waitForURL(/\/user/)

  await backend.call('POST', `/users/${id}/password/set_compromised`, {})
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Choose a new password' })).toBeVisible()
  await expectGoodLooks(page, 'reset-task')
  await page.getByLabel('New password').fill('another fine phrase')
  await page.getByRole('button', { name: 'Set password' }).click()
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' })
  await expect(dialog).toBeVisible()
  await expectGoodLooks(page, 'reset-task-proof')
  await dialog.getByRole('button', { name: 'Send code' }).click()
  await typeCode(page)
  await page.waitForURL(/\/user/)

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
  await backend.changeSettings({ multi_factor: { passkey: true, backup_code: true, required: true } })
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Set up 2-step verification' })).toBeVisible()
  await expectGoodLooks(page, 'setup-passkey')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByLabel('I have saved my backup codes').check()
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await page.waitForURL(/\/user/)
})
