import { expect, test } from '@playwright/test'
import { findBarriers } from './support/axe.ts'
import { makeInstance } from './support/backend.ts'
import { type RunningServer, startServer } from './support/server.ts'

let server: RunningServer
test.beforeAll(async () => {
  server = await startServer()
})
test.afterAll(() => server?.stop())

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

test('a link that the app’s server made leads to the second step, is gone from the address bar, and opens nothing again', async ({
  page,
  browser,
}) => {
  const { backend } = await makeInstance(server, 'Tickets')
  await backend.changeSettings({ multi_factor: { totp: true } })
  const user = { email_address: ['tia@example.com'], password: 'correct horse battery', totp_secret: secret }
  const { id } = await backend.call<{ id: string }>('POST', '/users', user)
  const { url } = await backend.call<{ url: string }>('POST', '/sign_in_tokens', { user_id: id })
  await page.goto(url)
  await expect(page.getByLabel(/code/i).first()).toBeVisible()
  expect(page.url()).not.toContain('__clerk_ticket')
  await page.goto(url)
  await expect(page.getByLabel(/code/i).first()).toBeVisible()
  await expect(page.getByText('This link was used already')).toBeHidden()
  const elsewhere = await (await browser.newContext()).newPage()
  await elsewhere.goto(url)
  await expect(elsewhere.getByText('This link was used already')).toBeVisible()
  await expect(elsewhere.getByLabel(/e-mail/i)).toBeVisible()
  expect(await findBarriers(elsewhere)).toEqual([])
})
