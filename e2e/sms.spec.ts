import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { type Backend, backendOf } from './support/backend.ts'
import { codeLabel, HostedAccount, qrLabel } from './support/hosted-account.ts'
import { expectNoBarriers, scanWithApp } from './support/screen.ts'
import { type RunningServer, startServer } from './support/server.ts'
import { serveFolder } from './support/static-server.ts'

const screens = [
  { where: 'hosted pages', name: 'desktop', viewport: { width: 1280, height: 800 } },
  { where: 'hosted pages', name: 'phone', viewport: { width: 390, height: 844 } },
  { where: 'components in an app', name: 'desktop', viewport: { width: 1280, height: 800 } },
  { where: 'components in an app', name: 'phone', viewport: { width: 390, height: 844 } },
] as const
const first = '+4915123456017'
const second = '+4917012345028'
const other = '+4915755500057'

// Each has a server of its own, so that no worker is left with all four at the end.
test.describe.configure({ mode: 'parallel' })

for (const { where, name, viewport } of screens) {
  test.describe(`${where}, at the width of a ${name}`, () => {
    test.describe.configure({ mode: 'serial' })
    let server: RunningServer
    let backend: Backend
    let site: Awaited<ReturnType<typeof serveFolder>> | undefined
    let context: BrowserContext
    let page: Page
    let account: HostedAccount

    const button = (label: string) => page.getByRole('button', { name: label, exact: true })
    const code = () => page.getByLabel('Code from the text message', { exact: true })
    const row = (number: string) => page.getByRole('listitem').filter({ hasText: lastDigits(number) })
    /** The screen says so once the message is on its way; before, the inbox holds an older code. */
    const sentCode = async (number: string) => {
      await expect(page.getByRole('status').filter({ hasText: /^We sent/ })).toBeAttached()
      return backend.readCode(number)
    }
    /** As it is shown: in groups. */
    const lastDigits = (number: string) => new RegExp(`${[...number.slice(-4)].join('\\s?')}`)

    /** What our pages offer after a code by SMS; the phone's clock is off at first. */
    const takeOfferedApp = async () => {
      await expect(page.getByRole('heading', { name: /something better/, level: 1 })).toBeVisible()
      await expectNoBarriers(page)
      await button('Set up').click()
      const phone = await scanWithApp(page.getByRole('img', { name: qrLabel }))
      await page.getByLabel(codeLabel, { exact: true }).fill(phone.codeAt(Date.now() + 120_000))
      await expect(page.getByText(/clock of your phone is about 2 min fast/)).toBeVisible()
      await expectNoBarriers(page)
      await page.getByLabel(codeLabel, { exact: true }).fill(phone.codeNow())
      await button('Done').click()
    }

    test.beforeAll(async ({ browser }) => {
      server = await startServer()
      backend = await backendOf(server)
      await backend.changeSettings({
        multi_factor: { phone_code: true, backup_code: true },
        sms: { countries: ['DE', 'FR'] },
      })
      context = await browser.newContext({ viewport, reducedMotion: 'reduce', locale: 'de-DE' })
      page = await context.newPage()
      if (where === 'components in an app')
        site = await serveFolder(new URL('../examples/react/dist/', import.meta.url))
      const pages = site
        ? `${site.url}/?server=${encodeURIComponent(`${server.url}/i/acme`)}#`
        : `http://acme.localhost:${server.port}`
      account = new HostedAccount(page, pages, 'kim@acme.example')
    })
    test.afterAll(async () => {
      await context?.close()
      await site?.stop()
      await server?.stop()
    })

    test('a number added on the fly and given up leaves nothing behind (S35, S36)', async () => {
      await account.signUp(backend)
      await account.openSecurity()
      await button('Add SMS code').click()
      await expectNoBarriers(page)
      await page.getByLabel('Phone number', { exact: true }).fill(first)
      await button('Send code').click()
      await expect(code()).toBeVisible()
      await expectNoBarriers(page)
      await button('Close').click()
      await expect(button('Add SMS code')).toBeVisible()
      await expect(row(first)).toHaveCount(0)
      await account.signOut()
      await account.proveFirst()
      await account.expectSignedIn()
    })

    test('a new number is pasted, verified and turned on, and brings backup codes (S27, S35, S43)', async () => {
      await account.openSecurity()
      await button('Add SMS code').click()
      // In the national form, as it stands on a business card.
      await page.getByLabel('Phone number', { exact: true }).fill(`0${second.slice(3, 6)} / ${second.slice(6)}`)
      await button('Send code').click()
      await code().fill(await backend.readCode(second))
      await expect(page.getByRole('list', { name: 'Backup codes' }).getByRole('listitem')).toHaveCount(10)
      await expectNoBarriers(page)
      await page.getByLabel('I have saved my backup codes').check()
      await button('Done').click()
      await expect(row(second)).toContainText('Default')
      await expectNoBarriers(page)
    })

    test('the sign-in asks for the code that was sent to it (S37)', async () => {
      await account.signOut()
      await account.proveFirst()
      await expect(page.getByRole('heading', { name: 'Check your phone', level: 1 })).toBeVisible()
      await expect(page.getByText(second)).toHaveCount(0)
      await expect(button('Use another method')).toBeVisible()
      await expectNoBarriers(page)
      const right = await sentCode(second)
      await code().fill(right === '000000' ? '000001' : '000000')
      await expect(page.getByText(/is incorrect/)).toBeVisible()
      await code().fill(right)
      await account.expectSignedIn()
    })

    test('a second number becomes the default, and the first can be removed (S34, S38, S26)', async () => {
      await account.openSecurity()
      await button('Add SMS code').click()
      await page.getByLabel('Phone number', { exact: true }).fill(other)
      await button('Send code').click()
      await code().fill(await backend.readCode(other))
      await button('Done').click()
      await row(other)
        .getByRole('button', { name: /^Make default/ })
        .click()
      await expect(row(other)).toContainText('Default')
      if (where === 'hosted pages') await backend.changeSettings({ multi_factor: { totp: true } })
      await account.signOut()
      await account.proveFirst()
      await code().fill(await sentCode(other))
      if (where === 'hosted pages') await takeOfferedApp()
      await account.expectSignedIn()
      await account.openSecurity()
      await row(second)
        .getByRole('button', { name: /^Remove/ })
        .click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Remove', exact: true }).click()
      await expect(row(second)).toHaveCount(0)
      await expectNoBarriers(page)
    })

    // Only our own pages come between a sign-in and where it leads.
    if (where === 'hosted pages') {
      test('the app that was offered after it gets company: a second one, with a name', async () => {
        await page.reload()
        await account.openSecurity()
        await button('Add another app').click()
        await page.getByLabel('Name', { exact: true }).fill('Tablet')
        await expectNoBarriers(page)
        await button('Continue').click()
        const tablet = await scanWithApp(page.getByRole('img', { name: qrLabel }))
        await page.getByLabel(codeLabel, { exact: true }).fill(tablet.codeNow())
        await button('Done').click()
        await expect(button('Remove Tablet')).toBeVisible()
        await expectNoBarriers(page)
        await button('Remove Unnamed app').click()
        await page.getByRole('alertdialog').getByRole('button', { name: 'Remove', exact: true }).click()
        await expect(button('Remove Unnamed app')).toHaveCount(0)
        await expect(button('Rename Tablet')).toBeVisible()
      })
    }
  })
}
