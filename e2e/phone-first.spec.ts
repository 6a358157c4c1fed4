import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { type Backend, backendOf } from './support/backend.ts'
import { codeLabel, qrLabel } from './support/hosted-account.ts'
import { expectNoBarriers, scanWithApp } from './support/screen.ts'
import { type RunningServer, startServer } from './support/server.ts'
import type { AuthenticatorApp } from './support/totp.ts'

const screens = [
  { name: 'desktop', viewport: { width: 1280, height: 800 }, number: '+4915123456117' },
  { name: 'phone', viewport: { width: 390, height: 844 }, number: '+4917698765128' },
] as const
const password = 'correct horse battery staple'
const identifierLabel = 'E-mail address or phone number'
const smsLabel = 'Code from the text message'

let server: RunningServer
let backend: Backend

test.beforeAll(async () => {
  server = await startServer()
  backend = await backendOf(server)
  await backend.changeSettings({
    first_factors: { phone_code: true },
    identifiers: { email_address: 'optional', phone_number: 'required' },
    multi_factor: { totp: true, phone_code: true, backup_code: true },
    sms: { countries: ['DE', 'FR'] },
  })
})
test.afterAll(() => server?.stop())

for (const { name, viewport, number } of screens) {
  test.describe(`at the width of a ${name}`, () => {
    test.describe.configure({ mode: 'serial' })
    const national = `0${number.slice(3, 6)} / ${number.slice(6)}`
    let context: BrowserContext
    let page: Page
    let authenticator: AuthenticatorApp

    const origin = () => `http://acme.localhost:${server.port}`
    const field = (label: string) => page.getByLabel(label, { exact: true })
    const button = (label: string) => page.getByRole('button', { name: label, exact: true })
    const heading = (text: string) => page.getByRole('heading', { name: text, level: 1 })

    async function signOut() {
      await page.getByRole('button', { name: /^Account menu/ }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await expect(field(identifierLabel)).toBeVisible()
    }

    test.beforeAll(async ({ browser }) => {
      context = await browser.newContext({ viewport, reducedMotion: 'reduce', locale: 'de-DE' })
      page = await context.newPage()
    })
    test.afterAll(() => context?.close())

    test('an account is made of a number and a password', async () => {
      await page.goto(`${origin()}/sign-up`)
      await expect(field('E-mail address (optional)')).toBeVisible()
      await expect(field('Phone number')).toBeVisible()
      await expectNoBarriers(page)
      await field('Phone number').fill('123')
      await field('Password').fill(password)
      await button('Create account').click()
      await expect(page.getByText(/does not look like a whole phone number/)).toBeVisible()
      await expectNoBarriers(page)
      // As it stands on a business card.
      await field('Phone number').fill(national)
      await button('Create account').click()
      await expect(heading('Check your phone')).toBeVisible()
      await expectNoBarriers(page)
      await field(smsLabel).fill(await backend.readCode(number))
      await expect(heading('Profile')).toBeVisible()
      await expectNoBarriers(page)
    })

    test('an authenticator app becomes its second step', async () => {
      await page.getByRole('link', { name: 'Security' }).click()
      await button('Set up').click()
      authenticator = await scanWithApp(page.getByRole('img', { name: qrLabel }))
      await field(codeLabel).fill(await authenticator.nextCode())
      await page.getByLabel('I have saved my backup codes').check()
      await button('Done').click()
      await signOut()
    })

    test('a code by SMS and one of the app sign in, and the phone is asked once (S5)', async () => {
      await expectNoBarriers(page)
      await field(identifierLabel).fill(national)
      await expect(page.getByText(/^We understand this as \+49/)).toBeVisible()
      await expect(field('Country')).toBeVisible()
      await expectNoBarriers(page)
      await button('Continue').click()
      await expect(field('Password')).toBeVisible()
      await button('Use a code instead').click()
      await expect(heading('Check your phone')).toBeVisible()
      await expect(page.getByText(/You can ask for a new code in \d+ seconds/)).toBeVisible()
      await expectNoBarriers(page)
      await field(smsLabel).fill(await backend.readCode(number))
      await expect(heading('2-step verification')).toBeVisible()
      await button('Use another method').click()
      await expect(page.getByRole('button', { name: /^Text message/ })).toHaveCount(0)
      await expectNoBarriers(page)
      await button('Code from your authenticator app').click()
      await field(codeLabel).fill(await authenticator.nextCode())
      await expect(heading('Profile')).toBeVisible()
      await signOut()
    })

    test('a number that nobody has gets the same screens, and no message (R109)', async () => {
      const nobody = number.replace(/\d{4}$/, '9999')
      await page.goto(`${origin()}/sign-in`)
      await field(identifierLabel).fill(nobody)
      await button('Continue').click()
      await expect(field('Password')).toBeVisible()
      await button('Use a code instead').click()
      await expect(page.getByText(/^If \+49 \*+9999 belongs to an account/)).toBeVisible()
      await field(smsLabel).fill('000000')
      await expect(page.getByText(/That code is incorrect/)).toBeVisible()
      await expectNoBarriers(page)
    })
  })
}
