import { expect, type Page, test } from '@playwright/test'
import { type Backend, makeInstance } from './support/backend.ts'
import { codeLabel, qrLabel } from './support/hosted-account.ts'
import { appForEverybody } from './support/rule.ts'
import { expectGoodLooks, scanWithApp } from './support/screen.ts'
import { type RunningServer, startServer } from './support/server.ts'

let server: RunningServer
let backend: Backend
let base: string
const email = 'lou@example.com'
const password = 'correct horse battery'

test.beforeAll(async () => {
  server = await startServer()
  const made = await makeInstance(server, 'Rules')
  backend = made.backend
  base = made.base
  await backend.changeSettings({ multi_factor: { totp: true, passkey: true } })
})
test.afterAll(() => server?.stop())

async function signIn(page: Page): Promise<void> {
  await page.goto(`${base}/sign-in`)
  await page.getByLabel(/e-mail/i).fill(email)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Continue' }).click()
}
async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account menu/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL(/\/sign-in/)
}
test('a second step is put off while there is time, set up when there is none, and asked for with its reason', async ({
  page,
}) => {
  const { id } = await backend.call<{ id: string }>('POST', '/users', { email_address: [email], password })
  await backend.changeSettings(appForEverybody({ grace: { kind: 'skips', skips: 1 } }))
  await signIn(page)
  await expect(page.getByText('You can put it off once more.')).toBeVisible()
  await expect(page.getByText('Authenticator app')).toBeVisible()
  // The rule takes no passkeys, so none is offered.
  await expect(page.getByRole('button', { name: 'Add a passkey' })).toHaveCount(0)
  await expectGoodLooks(page, 'rule-last-skip')
  await page.getByRole('button', { name: 'Not now' }).click()
  await page.waitForURL(/\/user/)
  await signOut(page)

  // The skip is used up: signing in again, and loading the page anew, come to the same door.
  await signIn(page)
  await expect(page.getByText(/The time to set up a second step is over/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Not now' })).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Set up 2-step verification' })).toBeVisible()

  // Refused, nobody gets in, and the screen says what to do.
  await backend.changeSettings(appForEverybody({ after: 'refuse' }))
  await signIn(page)
  await expect(page.getByText(/Ask the people who run the app to let you in/)).toBeVisible()
  await expectGoodLooks(page, 'rule-refused')

  await backend.changeSettings(appForEverybody({ grace: { kind: 'days', days: 14 } }))
  await backend.call('DELETE', `/users/${id}`)
  await backend.call('POST', '/users', { email_address: [email], password })
  await signIn(page)
  await expect(page.getByText(/requires a second step of your account from/)).toBeVisible()
  await expectGoodLooks(page, 'rule-until')
  await page.getByRole('button', { name: 'Set up' }).click()
  const app = await scanWithApp(page.getByRole('img', { name: qrLabel }))
  await page.getByLabel(codeLabel, { exact: true }).fill(await app.nextCode())
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await page.waitForURL(/\/user/)
  await signOut(page)
  await signIn(page)
  await expect(page.getByText('You are asked because Rules requires a second step of this account.')).toBeVisible()
  await expectGoodLooks(page, 'rule-because')
})
