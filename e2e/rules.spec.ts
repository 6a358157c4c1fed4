import { expect, type Page, test } from '@playwright/test'
import { type Backend, backendOf } from './support/backend.ts'
import { codeLabel, qrLabel } from './support/hosted-account.ts'
import { expectNoBarriers, scanWithApp } from './support/screen.ts'
import { type RunningServer, startServer } from './support/server.ts'

let server: RunningServer
let backend: Backend
let page: Page
let anna: string

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  backend = await backendOf(server)
  await backend.changeSettings({ multi_factor: { totp: true } })
  anna = (await backend.call<{ id: string }>('POST', '/users', { email_address: ['anna@acme.example'] })).id
  await backend.call('POST', '/users', {
    email_address: ['ben@acme.example'],
    totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  })
  page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
})
test.afterAll(async () => {
  await page?.context().close()
  await server?.stop()
})

/** Narrow and wide; axe looks at one of them, light and dark. */
async function look(): Promise<void> {
  for (const size of [
    { width: 390, height: 844 },
    { width: 1280, height: 800 },
  ]) {
    await page.setViewportSize(size)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow, `${page.url()} at ${size.width}`).toBeLessThanOrEqual(0)
  }
  await expectNoBarriers(page)
}
const link = (name: string) =>
  page.getByRole('navigation', { name: 'Instance' }).getByRole('link', { name, exact: true })

test('an operator adds a rule, is told whom it concerns, watches who is behind, and takes it back', async () => {
  const [entry] = await server.printed(/http\S+\/dashboard#ticket=\S+/)
  await page.goto(entry)
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  const app = await scanWithApp(page.getByRole('img', { name: qrLabel }))
  await page.getByLabel(codeLabel, { exact: true }).fill(await app.nextCode())
  await page.getByLabel('I have saved my backup codes').check()
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await page.getByRole('link', { name: /^acme/ }).click()
  await link('Rules').click()
  await expect(page.getByText(/There is no rule yet/)).toBeVisible()
  await page.getByRole('button', { name: 'Add rule' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Everybody')
  await dialog.getByLabel('Mode').selectOption('on')
  await dialog.getByLabel('Grace').selectOption('skips')
  await dialog.getByLabel('Skips').fill('1')
  await dialog.getByLabel('Authenticator application').uncheck()
  await dialog.getByRole('button', { name: 'Add' }).click()
  await expect(dialog.getByText(/allows only kinds that are switched off/)).toBeVisible()
  await look()
  await dialog.getByLabel('Authenticator application').check()
  await dialog.getByRole('button', { name: 'Add' }).click()
  await expect(page.getByRole('list', { name: 'Rules' })).toContainText('one skip')

  await page.getByRole('button', { name: 'Add rule' }).click()
  await dialog.getByLabel('Name').fill('A mistake')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'More for A mistake' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).press('Enter')
  await expect(page.locator('[data-slot="apply-bar"]')).toBeFocused()

  await page.getByRole('button', { name: 'Try on a user' }).click()
  await dialog.getByLabel('User', { exact: true }).fill('anna@acme.example')
  await dialog.getByRole('button', { name: 'Try' }).click()
  await expect(dialog.getByText(/asks for setting up a second factor.*one skip/)).toBeVisible()
  await look()
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  await page.getByRole('button', { name: 'Apply changes' }).click()
  const question = page.getByRole('alertdialog')
  await expect(question.getByText(/^1 user must set up/)).toBeVisible()
  await look()
  await question.getByRole('button', { name: 'Apply changes' }).click()
  await expect(page.getByText(/Settings were changed on .* by you/)).toBeVisible()
  await look()

  await backend.call('POST', '/sessions', { user_id: anna })
  await link('Rollout').click()
  const users = page.getByRole('list', { name: 'Users under rules' })
  await expect(users.getByRole('link')).toHaveText([/^anna@acme\.example.*one skip left.*Pending$/])
  await page.getByRole('button', { name: 'Remind pending users' }).click()
  await question.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByText('1 reminder sent.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Remind pending users' })).toBeFocused()
  await look()
  const file = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export CSV' }).click()
  expect((await file).suggestedFilename()).toBe('second-factors.csv')

  await users.getByRole('link').click()
  const decisions = page.getByRole('list', { name: 'Decisions' })
  await expect(decisions).toContainText('there is time left to set one up')
  await decisions.getByText('Details').click()
  await expect(decisions).toContainText('"skips_left": 1')
  await look()

  await link('Rules').click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take it back' }).click()
  await expect(page.getByText(/There is no rule yet/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused()
})
