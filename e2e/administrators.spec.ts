import { expect, type Page, test } from '@playwright/test'
import { codeLabel } from './support/hosted-account.ts'
import { enterBy, enterDashboard } from './support/operator.ts'
import { expectGoodLooks, expectNoBarriers } from './support/screen.ts'
import { type RunningServer, startServer } from './support/server.ts'

const password = 'correct horse battery staple'
let server: RunningServer
let ada: Page
let bob: Page
let link: string

test.describe.configure({ mode: 'serial' })
test.beforeAll(async ({ browser }) => {
  server = await startServer()
  const newPage = async () => (await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB' })).newPage()
  ada = await newPage()
  bob = await newPage()
})
test.afterAll(async () => {
  await ada?.context().close()
  await bob?.context().close()
  await server?.stop()
})

const openServerPage = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Server' }).getByRole('link', { name }).click()
const administrator = (page: Page, name: string, list = 'Administrators') =>
  page.getByRole('list', { name: list, exact: true }).getByRole('listitem').filter({ hasText: name })
const wayIn = (page: Page) => page.getByRole('heading', { name: 'Sign in with a one-time link' })

test('the first administrator invites a colleague by a link that is shown once (R50)', async () => {
  await enterDashboard(ada, server)
  await expectGoodLooks(ada, 'applications')
  await openServerPage(ada, 'Administrators')
  await expect(ada.getByText('You are the only administrator')).toBeVisible()
  await expectGoodLooks(ada, 'administrators-only')

  await ada.getByRole('button', { name: 'Invite administrator' }).click()
  await ada.getByLabel('Username').fill('admin')
  await ada.getByRole('button', { name: 'Create invitation link' }).click()
  await expect(ada.getByText(/Some names, such as “admin”, are reserved/)).toBeVisible()
  await expectGoodLooks(ada, 'administrators-invite')
  await ada.getByLabel('Username').fill('bob')
  await ada.getByRole('button', { name: 'Create invitation link' }).click()
  link = (await ada.getByRole('dialog', { name: 'Invitation link for bob' }).locator('code').textContent()) ?? ''
  expect(link).toMatch(/\/dashboard#ticket=/)
  await expectGoodLooks(ada, 'administrators-link')
  await ada.getByRole('button', { name: 'Done' }).click()
  await expect(administrator(ada, 'bob')).toContainText('Invited')
  await expectGoodLooks(ada, 'administrators-invited')
})

test('the colleague sets up an authenticator app and a password, and signs in with both (R130)', async () => {
  const app = await enterBy(bob, link)
  await bob.getByRole('link', { name: 'Set a password' }).click()
  await bob.getByRole('button', { name: 'Set a password' }).click()
  await bob.getByLabel('New password', { exact: true }).fill(password)
  await bob.getByRole('button', { name: 'Save' }).click()
  await expect(bob.getByRole('button', { name: 'Change password' })).toBeVisible()
  await bob.getByRole('button', { name: /^Account menu/ }).click()
  await bob.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(wayIn(bob)).toBeVisible()
  await expectNoBarriers(bob)
  await bob.getByRole('button', { name: 'Sign in with a username instead' }).click()
  await bob.getByLabel(/username/i).fill('bob')
  await bob.getByRole('button', { name: 'Continue', exact: true }).click()
  await bob.getByLabel('Password', { exact: true }).fill(password)
  await bob.getByRole('button', { name: 'Continue', exact: true }).click()
  await bob.getByLabel(codeLabel, { exact: true }).fill(await app.nextCode())
  await expect(bob.getByRole('button', { name: /^Account menu/ })).toBeVisible()
  await bob.goto(`${server.url}/dashboard/administrators`)
  await expect(administrator(bob, 'bob')).toContainText('You')
  await openServerPage(bob, 'Applications')
  await expect(bob.getByRole('list', { name: 'Instances of Acme' })).toBeVisible()
  await expect(bob.getByText('You cannot sign in again yet')).toBeHidden()
})

test('a removed administrator is out at once, and their link opens nothing (R91)', async () => {
  await ada.reload()
  await expect(administrator(ada, 'bob')).toContainText('Second factor')
  await expectGoodLooks(ada, 'administrators-two')
  await ada.getByRole('button', { name: 'Remove bob' }).click()
  await expectGoodLooks(ada, 'administrators-remove')
  await ada.getByRole('alertdialog').getByRole('button', { name: 'Remove administrator' }).click()
  await expect(administrator(ada, 'bob', 'Former administrators')).toBeVisible()
  await expectGoodLooks(ada, 'administrators-former')

  await openServerPage(bob, 'Server log')
  await expect(wayIn(bob)).toBeVisible()
  await bob.goto(link)
  await expect(bob.getByRole('heading', { name: 'This link no longer works' })).toBeVisible()
  await expectGoodLooks(bob, 'administrators-spent-link')
})

test('the server log says who invited and who removed them, and that nothing was changed (R145)', async () => {
  await openServerPage(ada, 'Server log')
  const events = ada.getByRole('list', { name: 'Events' }).getByRole('listitem')
  for (const name of ['Administrator invited', 'Administrator removed'])
    await expect(events.filter({ hasText: name })).toContainText('bob · by administrator operator')
  await expect(ada.getByText('Verified: all events are unchanged')).toBeVisible()
  await expectGoodLooks(ada, 'server-log')
  await ada.getByLabel('Administrator', { exact: true }).fill('bob')
  await ada.getByLabel('Event', { exact: true }).selectOption('Administrator removed')
  await ada.getByRole('button', { name: 'Search' }).click()
  await expect(events).toHaveCount(1)
  await events.getByRole('button', { name: /^Details/ }).click()
  await expect(ada.getByRole('dialog')).toContainText('administrator operator')
  await expectGoodLooks(ada, 'server-log-event')
})

test('an origin is allowed on the General page, and the next request from there is', async () => {
  await ada.goto(`${server.url}/dashboard`)
  await ada.getByRole('link', { name: /^acme/ }).click()
  const nav = ada.getByRole('navigation', { name: 'Instance' })
  await nav.getByRole('link', { name: 'General' }).click()
  const field = ada.getByLabel('Add an origin')
  const allowed = async () => {
    const headers = { Origin: 'https://app.example.com' }
    const answer = await fetch(`${server.url}/i/acme/v1/environment`, { headers })
    return [answer.status, answer.headers.get('access-control-allow-origin')]
  }
  // The refusal may be read by everyone, without credentials.
  const refused = [403, '*']
  expect(await allowed()).toEqual(refused)
  await field.fill('https://app.example.com/path')
  await field.press('Enter')
  await expect(ada.getByText(/is not an origin like/)).toBeVisible()
  await expectGoodLooks(ada, 'allowed-origins')
  await field.fill('https://app.example.com')
  await field.press('Enter')
  await expect(ada.getByRole('button', { name: 'Remove https://app.example.com' })).toBeVisible()
  expect(await allowed()).toEqual([200, 'https://app.example.com'])
  await ada.getByRole('button', { name: 'Remove https://app.example.com' }).click()
  await expectNoBarriers(ada)
  await ada.getByRole('alertdialog').getByRole('button', { name: 'Remove origin' }).click()
  await expect(ada.getByText('No origins added yet.')).toBeVisible()
  expect(await allowed()).toEqual(refused)
  // The button that was pressed is gone.
  await expect(ada.getByRole('heading', { name: 'General', level: 1 })).toBeFocused()
})

test('sign-up is closed and limits are set in the dashboard', async () => {
  await ada.goto(`${server.url}/dashboard`)
  await ada.getByRole('link', { name: /^acme/ }).click()
  const nav = ada.getByRole('navigation', { name: 'Instance' })
  await nav.getByRole('link', { name: 'Sign-in' }).click()
  await ada.getByRole('radio', { name: 'Closed' }).check()
  await expectGoodLooks(ada, 'sign-in-settings')
  await ada.getByRole('button', { name: 'Apply changes' }).click()
  await expect(ada.getByRole('alertdialog')).toContainText('New users can no longer sign up.')
  await expectNoBarriers(ada)
  await ada.getByRole('alertdialog').getByRole('button', { name: 'Apply changes' }).click()
  await expect(ada.getByText('Changes applied').first()).toBeVisible()
  await bob.goto(`http://acme.localhost:${server.port}/sign-up`)
  await expect(bob.getByRole('button', { name: 'Create account' })).toHaveCount(0)

  await nav.getByRole('link', { name: 'Limits and lifetimes' }).click()
  await ada.getByLabel('Session tokens (per minute)').fill('1000000')
  await expectGoodLooks(ada, 'limits')
  await ada.getByRole('button', { name: 'Apply changes' }).click()
  await expect(ada.getByText('Changes applied').first()).toBeVisible()
  await nav.getByRole('link', { name: 'SMS spending' }).click()
  await ada.getByLabel('Reserved for verified numbers (percent)').fill('50')
  await expectGoodLooks(ada, 'sms-reserved')
  await ada.getByRole('button', { name: 'Apply changes' }).click()
  await ada.reload()
  await expect(ada.getByLabel('Reserved for verified numbers (percent)')).toHaveValue('50')
})
