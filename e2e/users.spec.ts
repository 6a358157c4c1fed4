import { expect, type Page, test } from '@playwright/test'
import { type Backend, backendOf } from './support/backend.ts'
import { enterDashboard } from './support/operator.ts'
import { expectGoodLooks, expectNoBarriers } from './support/screen.ts'
import { type RunningServer, startServer } from './support/server.ts'

let server: RunningServer
let backend: Backend
let page: Page

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  backend = await backendOf(server)
  await backend.changeSettings({ multi_factor: { totp: true, backup_code: true } })
  const person = { email_address: ['anna@acme.example'], first_name: 'Anna', last_name: 'Berg', locked: true }
  await backend.call('POST', '/users', { ...person, totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })
  await backend.call('POST', '/users', { email_address: ['ben@acme.example'] })
  page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
})
test.afterAll(async () => {
  await page?.context().close()
  await server?.stop()
})

test('an operator finds a user, unlocks them, takes the lost app away for a reason and sees all of it in the history (R79)', async () => {
  await enterDashboard(page, server)
  await page.getByRole('link', { name: /^acme/ }).click()
  await page.getByRole('navigation', { name: 'Instance' }).getByRole('link', { name: 'Users' }).click()
  const users = page.getByRole('list', { name: 'Users' })
  await expect(users.getByRole('listitem')).toHaveCount(2)
  await expectGoodLooks(page)
  await page.getByRole('link', { name: 'Limits and lifetimes' }).click()
  await expect(page.getByLabel(/^Maximum session lifetime/)).toHaveValue('7')
  await expectGoodLooks(page)
  await page.goBack()
  await page.getByLabel('Find').fill('anna')
  await page.keyboard.press('Enter')
  await expect(users.getByRole('listitem')).toHaveCount(1)
  await users.getByRole('link', { name: /Anna Berg/ }).click()

  await expect(page.getByText(/Signing in is locked for/)).toBeVisible()
  await expectGoodLooks(page)
  await page.getByRole('button', { name: 'Unlock' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Unlock' }).click()
  await expect(page.getByText(/Signing in is locked for/)).toBeHidden()

  // With every card on the page: each that comes later is one more chance to lose the focus.
  await expect(page.getByText('Nothing was decided about this user yet.')).toBeVisible()
  await page.getByRole('button', { name: 'Remove the authenticator application' }).click()
  const question = page.getByRole('alertdialog')
  await expect(question.getByRole('button', { name: 'Remove' })).toBeDisabled()
  await question.getByLabel('Reason').fill('Phone lost, seen in person')
  await expectGoodLooks(page)
  await question.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('This user has no second factor.')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  const history = page.getByRole('list', { name: 'History' })
  await expect(history).toContainText('Factor removed: authenticator application')
  await expect(history).toContainText('Reason: Phone lost, seen in person')
  await expect(history).toContainText('User unlocked')
  await page.getByRole('link', { name: 'Sent to anna@acme.example' }).click()
  await expect(page.getByRole('list', { name: 'Messages' })).toContainText('Factor removed')

  await page.getByRole('link', { name: 'Audit log', exact: true }).click()
  await expect(page.getByText('Verified: all events are unchanged')).toBeVisible()
  const entries = page.getByRole('list', { name: 'Events' })
  await expect(entries).toContainText('List of users read')
  await page.getByLabel('User').fill('anna@acme.example')
  await page.getByLabel('Event', { exact: true }).selectOption('Factor removed')
  await page.getByRole('button', { name: 'Search' }).click()
  await expect(entries.getByRole('listitem')).toHaveCount(1)
  await expect(entries).toContainText('Reason: Phone lost, seen in person')
  await expectGoodLooks(page)
  await entries.getByRole('button', { name: /^Details/ }).click()
  const entry = page.getByRole('dialog', { name: 'Factor removed: authenticator application' })
  await expect(entry).toContainText('anna@acme.example')
  await expectNoBarriers(page)
  await page.keyboard.press('Escape')
  await expect(entries.getByRole('button', { name: /^Details/ })).toBeFocused()
})
