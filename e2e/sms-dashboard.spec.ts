import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, type Page, test } from '@playwright/test'
import { type Backend, backendOf } from './support/backend.ts'
import { enterDashboard } from './support/operator.ts'
import { expectGoodLooks, expectNoBarriers } from './support/screen.ts'
import { type RunningServer, startServer } from './support/server.ts'
import { Visitor } from './support/visitor.ts'

let server: RunningServer
let backend: Backend
let page: Page
let provider: Server
const codes = new Map<string, string>()
const delivered: { to: string; body: string }[] = []

const link = (name: string | RegExp) =>
  page.getByRole('navigation', { name: 'Instance' }).getByRole('link', { name, exact: true })
const title = (name: string) => page.getByRole('heading', { name, level: 1 })

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  provider = createServer((request, answer) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      delivered.push(JSON.parse(text))
      answer.writeHead(200).end('{}')
    })
  })
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
  const { port } = provider.address() as AddressInfo
  server = await startServer({ COUNTERSIGN_SMS: `webhook+http://127.0.0.1:${port}/sms?secret=a-secret-of-the-test` })
  backend = await backendOf(server)
  await backend.changeSettings({
    multi_factor: { phone_code: true },
    sms: { countries: ['DE', 'GB'], daily_budget: 4, prices: { DE: 0.1, GB: 0.06 } },
  })
  page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
})
test.afterAll(async () => {
  await page?.context().close()
  await server?.stop()
  provider?.closeAllConnections()
  provider?.close()
})

test('an operator comes in', async () => {
  await enterDashboard(page, server)
  await page.getByRole('link', { name: /^acme/ }).click()
  await expect(title('Multi-factor')).toBeVisible()
})

test('the keys of the server are all on the newest one, and the page says so (R115)', async () => {
  await link('General').click()
  await expect(page.getByText('100 % on key 1')).toBeVisible()
  await expectGoodLooks(page)
})

test('before anything was sent, each page says what to do', async () => {
  await link('Messages').click()
  await expect(page.getByText('Nothing was sent yet.')).toBeVisible()
  await expectNoBarriers(page)
  await link('SMS spending').click()
  await expect(page.getByText('No SMS was asked for in these days.')).toBeVisible()
  await expect(page.getByText('No range was paused in the last 90 days.')).toBeVisible()
  await expectGoodLooks(page)
})

test('twenty codes that nobody types in pause their range, and the navigation says so (R136)', async () => {
  const base = `${server.url}/i/acme`
  const honest = new Visitor(base)
  await honest.signUp(backend, 'honest@acme.example')
  for (const number of ['+447400123456', '+447400765432', '+4915123456789']) {
    const { id } = await honest.askForCode(number)
    const code = await backend.readCode(number)
    codes.set(number, code)
    await honest.typeIn(id, code)
  }
  await honest.askForCode('+33612345678')
  const refusals = []
  for (let person = 0; person < 6; person++) {
    const pump = new Visitor(base)
    await pump.signUp(backend, `pump${person}@acme.example`)
    for (let index = 0; index < 4; index++) {
      const number = `+4915222${String(100_000 + (person * 4 + index) * 1337)}`
      refusals.push((await pump.askForCode(number)).code)
    }
  }
  expect(refusals.filter((code) => code === undefined)).toHaveLength(20)
  expect(refusals.filter((code) => code === 'sms_paused')).toHaveLength(4)
  await page.reload()
  await expect(link('SMS spending 50 %')).toBeVisible()
})

test('spending, conversion and what was saved are on one page, and the range is resumed there (R135, R136)', async () => {
  await link('SMS spending 50 %').click()
  await expect(page.getByText('50 % of today’s SMS budget is used')).toBeVisible()
  const totals = page.getByRole('list', { name: 'In the last 30 days' })
  // Twenty-three codes for 2.22, and three notices to numbers that got company.
  await expect(totals).toContainText('Spent 2.40')
  await expect(totals).toContainText('Codes sent 23')
  await expect(totals).toContainText('Notices 3')
  await expect(totals).toContainText('Stopped 5')
  await expect(totals).toContainText('Money saved 0.50')
  const countries = page.getByRole('region', { name: 'By country' })
  await expect(countries.getByRole('row', { name: /^Germany/ })).toContainText('5 %')
  await expect(countries.getByRole('row', { name: /^United Kingdom/ })).toContainText('100 %')
  await page.getByText('The numbers as a table').click()
  await expectGoodLooks(page)
  await page.getByText('The numbers as a table').click()
  await page.getByRole('button', { name: 'Resume messages to +4915222…' }).click()
  const question = page.getByRole('alertdialog')
  await expectNoBarriers(page)
  await question.getByRole('button', { name: 'Resume' }).click()
  await expect(page.getByRole('list', { name: 'Paused ranges' })).toContainText('Resumed')
  const late = new Visitor(`${server.url}/i/acme`)
  await late.signUp(backend, 'late@acme.example')
  expect((await late.askForCode('+4915222900017')).status).toBe(200)
})

test('the budget is raised with Apply changes, and the warning goes away (S18, R135)', async () => {
  await page.reload()
  await page.getByLabel('Daily budget').fill('40')
  await page.getByRole('button', { name: 'Apply changes' }).click()
  await expect(page.getByText('Changes applied').first()).toBeVisible()
  await expect(page.getByText('of today’s SMS budget is used')).toHaveCount(0)
  await expect(link('SMS spending')).toBeVisible()
})

test('messages are listed without what they said; one is found by its number and, in development, shows its code', async () => {
  await link('Messages').click()
  const list = page.getByRole('list', { name: 'Messages' })
  await expect(list.getByRole('listitem').first()).toContainText('webhook 127.0.0.1')
  await expectGoodLooks(page)
  await page.getByLabel('Sent to').fill('+49 1512 3456789')
  await page.getByRole('button', { name: 'Search' }).click()
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await expect(list).not.toContainText(String(codes.get('+4915123456789')))
  await page.getByRole('button', { name: /^Details/ }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('+4915123456789')
  await expect(dialog).toContainText('Germany')
  expect(codes.get('+4915123456789')).toMatch(/^\d{6}$/)
  await expect(dialog).toContainText(String(codes.get('+4915123456789')))
  await expectGoodLooks(page)
  await page.getByRole('button', { name: 'Close' }).click()
})

test('a test goes out through a transport at once, and the page says what the provider said', async () => {
  await link('Transports').click()
  await expect(page.getByText('COUNTERSIGN_MAIL')).toBeVisible()
  await page.getByRole('button', { name: 'Send test through webhook 127.0.0.1' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Your phone number').fill('+49 170 1234567')
  await dialog.getByRole('button', { name: 'Send test' }).click()
  await expect(dialog).toContainText('webhook 127.0.0.1 took the message.')
  expect(delivered.at(-1)).toMatchObject({
    to: '+491701234567',
    body: expect.stringContaining('Test message from Acme'),
  })
  await expectGoodLooks(page)
  await dialog.getByRole('button', { name: 'Send test' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Too many requests')
  await dialog.getByRole('button', { name: 'Close' }).first().click()
  await expectGoodLooks(page)
})

test('a mail is previewed in Arabic as its reader sees it, styles and direction included', async () => {
  await link('Previews').click()
  await page.getByLabel('Language').selectOption({ label: 'Arabic' })
  await page.getByLabel('Message', { exact: true }).selectOption({ label: 'Factor removed' })
  const mail = page.frameLocator('iframe')
  await expect(mail.locator('html')).toHaveAttribute('dir', 'rtl')
  await expect(mail.getByRole('heading')).toHaveText(/\p{Script=Arabic}/u)
  await expect(mail.getByRole('link')).toHaveCSS('background-color', 'rgb(12, 95, 84)')
  await expectGoodLooks(page)
  await page.getByLabel('Sent by').selectOption({ label: 'SMS' })
  await expect(page.getByText(/123456/)).toBeVisible()
  await expectGoodLooks(page)
})
