import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, type Page, test } from '@playwright/test'
import { enterDashboard } from './support/operator.ts'
import { expectGoodLooks } from './support/screen.ts'
import { type RunningServer, startServer } from './support/server.ts'

let server: RunningServer
let page: Page
let receiver: Server
let status = 500
const received: { id: string; type: string }[] = []

test.beforeAll(async ({ browser }) => {
  receiver = createServer(async (request, answer) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    received.push({ id: String(request.headers['webhook-id']), type: JSON.parse(body).type })
    answer.writeHead(status).end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  server = await startServer()
  page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
})
test.afterAll(async () => {
  await page?.context().close()
  await server?.stop()
  receiver?.close()
})

test('an operator adds a webhook endpoint, sends a test event, mends the receiver and sends it again', async () => {
  await enterDashboard(page, server)
  await page.getByRole('link', { name: /^acme/ }).click()
  await page.getByRole('navigation', { name: 'Instance' }).getByRole('link', { name: 'Webhooks' }).click()
  await expect(page.getByText('There is no endpoint yet.')).toBeVisible()

  await page.getByRole('button', { name: 'Add endpoint' }).click()
  const address = page.getByLabel('Address', { exact: true })
  await address.fill('http://10.0.0.1/hook')
  await page.getByRole('switch', { name: 'All events' }).click()
  await page.getByRole('checkbox', { name: /user\.created/ }).check()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByText(/Webhooks go to public https/)).toBeVisible()
  await expectGoodLooks(page)
  const { port } = receiver.address() as AddressInfo
  await address.fill(`http://127.0.0.1:${port}/hook`)
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByText(/^whsec_/)).toBeVisible()
  await expectGoodLooks(page)
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await expect(page.getByText(/^whsec_/)).toBeHidden()
  await expect(page.getByRole('list', { name: 'Webhook endpoints' })).toContainText('user.created')

  await page.getByRole('button', { name: /^Deliveries/ }).click()
  status = 410
  await page.getByRole('button', { name: 'Send test event' }).click()
  const deliveries = page.getByRole('list', { name: 'Deliveries' })
  await expect(deliveries).toContainText('answered 410')
  await expect(deliveries).toContainText('Failed')
  await expectGoodLooks(page)
  await page.reload()
  await expect(page.getByText('Disabled: the receiver says it is gone')).toBeVisible()
  await expectGoodLooks(page)

  status = 204
  await page.getByRole('button', { name: /^More/ }).click()
  await page.getByRole('menuitem', { name: 'Enable' }).click()
  await page.getByRole('button', { name: 'Enable', exact: true }).click()
  await expect(page.getByText('Enabled', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: /^Deliveries/ }).click()
  await page.getByRole('button', { name: /^Replay endpoint/ }).click()
  await expect(deliveries).toContainText('Delivered')
  await expect(deliveries).toContainText('answered 204')
  expect(received.map(({ type }) => type)).toEqual(['endpoint.test', 'endpoint.test'])
  expect(new Set(received.map(({ id }) => id)).size).toBe(1)
})
