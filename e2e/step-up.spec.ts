import { type Browser, expect, type Page, test } from '@playwright/test'
import { type Backend, backendOf } from './support/backend.ts'
import { enterDashboard } from './support/operator.ts'
import { expectGoodLooks, expectNoBarriers } from './support/screen.ts'
import { type RunningServer, startServer } from './support/server.ts'
import { type Api, serveFolder } from './support/static-server.ts'
import { AuthenticatorApp } from './support/totp.ts'

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const password = 'a fourth correct horse'

interface Payouts {
  answer: Api
  paid: { amount: string; receiver: string }[]
}

let server: RunningServer
let backend: Backend
let payouts: Payouts

test.beforeAll(async () => {
  server = await startServer()
  backend = await backendOf(server)
  await backend.changeSettings({ multi_factor: { totp: true, backup_code: true } })
  const [, publishableKey = ''] = await server.printed(/Publishable key +(\S+)/)
  const [, secretKey = ''] = await server.printed(/Secret key +(\S+)/)
  // The example as its users start it: with the package that was built, not with its sources.
  const example = new URL('../examples/payouts/payouts.mjs', import.meta.url).href
  payouts = (await import(example)).createPayouts({ url: `${server.url}/i/acme`, publishableKey, secretKey })
})
test.afterAll(() => server?.stop())

test('by the components, a payout is approved as it is shown, and its approval is redeemed once (R84)', async ({
  browser,
}) => {
  await journey(browser, 'react', async (page, app, email) => {
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
    const field = (name: string) => page.getByLabel(name, { exact: true })
    const code = field('Code from your authenticator app')
    await field('E-mail address').fill(email)
    await press('Continue')
    await field('Password').fill(password)
    await press('Continue')
    await code.fill(await app.nextCode())
    await page.getByRole('link', { name: 'Pay out' }).click()
    await order(page, 'Ria Roth')
    await expect(page.getByRole('dialog', { name: 'Pay out 120.00 EUR?' })).toBeVisible()
    await expect(code).toBeVisible()
    await expectNoBarriers(page)
    await code.fill(await app.nextCode())
  })
})

test('by a page of its own, a payout is approved as it is shown, and its approval is redeemed once (R84)', async ({
  browser,
}) => {
  await journey(browser, 'custom-flow', async (page, app, email) => {
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
    const prove = async () => {
      await page.getByLabel('Code from the app').fill(await app.nextCode())
      await press('Continue')
    }
    await page.getByLabel('E-mail address').fill(email)
    await press('Continue')
    await page.getByLabel('Password').fill(password)
    await press('Continue')
    await prove()
    await press('Pay out')
    await order(page, 'Cuno Casutt')
    await expect(page.getByRole('heading', { name: 'Do you approve this?' })).toBeVisible()
    await expectNoBarriers(page)
    await prove()
  })
})

async function order(page: Page, receiver: string): Promise<void> {
  await page.getByLabel('Amount').fill('120.00 EUR')
  await page.getByLabel('Receiver').fill(receiver)
  await page.getByRole('button', { name: 'Pay out', exact: true }).click()
  await expect(page.getByRole('definition')).toHaveText(['120.00 EUR', receiver])
}

/** Serves an example beside the app's server, lets somebody pay out there, and then tries to have the same paid once more. */
async function journey(
  browser: Browser,
  example: string,
  payOut: (page: Page, app: AuthenticatorApp, email: string) => Promise<void>,
): Promise<void> {
  const email = `${example}@acme.example`
  await backend.call('POST', '/users', { email_address: [email], password, totp_secret: secret })
  const sent: Request[] = []
  const api: Api = (request) => {
    sent.push(request.clone() as Request)
    return payouts.answer(request)
  }
  const site = await serveFolder(new URL(`../examples/${example}/dist/`, import.meta.url), api)
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const page = await context.newPage()
  try {
    await page.goto(`${site.url}/?server=${server.url}/i/acme`)
    await payOut(page, new AuthenticatorApp(`otpauth://totp/Acme:${email}?secret=${secret}&issuer=Acme`), email)
    await expect(page.getByRole('status').filter({ hasText: 'Paid 120.00 EUR to' })).toBeVisible()
  } finally {
    await context.close()
    await site.stop()
  }
  const before = payouts.paid.length
  expect(sent).toHaveLength(1)
  for (const request of sent) {
    const again = await payouts.answer(request)
    expect([again.status, (await again.json()).code]).toEqual([422, 'step_up_spent'])
  }
  expect(payouts.paid).toHaveLength(before)
}

test('an operator names a demand and lets an action ask by it, at a desk and on a phone', async ({ page }) => {
  await enterDashboard(page, server)
  await page.getByRole('link', { name: /^acme/ }).click()
  await page.setViewportSize({ width: 390, height: 844 })
  const pages = page.getByRole('button', { name: 'Pages' })
  const link = page.getByRole('navigation', { name: 'Instance' }).getByRole('link', { name: 'Step-up' })
  await expect(link).toBeHidden()
  await pages.press('Enter')
  await expect(link).toBeVisible()
  await expectNoBarriers(page)
  await link.press('Enter')
  await expect(page.getByRole('heading', { name: 'Step-up', level: 1 })).toBeFocused()
  await expect(link).toBeHidden()
  await expectGoodLooks(page)
  await expect(pages).toBeHidden()

  await page.getByRole('button', { name: 'Add preset' }).click()
  await page.keyboard.type('salaries')
  await page.getByLabel('Asks for').selectOption('Both factors')
  await page.getByRole('button', { name: 'Add action' }).click()
  await page.keyboard.type('payout.large')
  await page.getByLabel('Preset', { exact: true }).selectOption('salaries')
  await page.getByLabel('Minutes', { exact: true }).fill('0')
  await page.getByRole('button', { name: 'Apply changes' }).click()
  await expect(page.getByLabel('Minutes', { exact: true })).toBeFocused()
  await expectGoodLooks(page)
  await page.getByLabel('Minutes', { exact: true }).fill('5')
  await page.getByRole('button', { name: 'Apply changes' }).click()
  await expect(page.getByText('Changes applied').first()).toBeVisible()
  const { reverification } = await backend.call<{ reverification: object }>('GET', '/instance/settings')
  expect(reverification).toMatchObject({
    presets: { salaries: { level: 'multi_factor', minutes: 5 } },
    actions: { 'payout.large': 'salaries' },
  })
})
