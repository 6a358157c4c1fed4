import { expect, test } from '@playwright/test'
import { backendOf } from './support/backend.ts'
import { codeLabel, HostedAccount, qrLabel } from './support/hosted-account.ts'
import { scanWithApp } from './support/screen.ts'
import { startServer } from './support/server.ts'

test('a session that began to prove itself again is asked for the proof, and the change then goes through (R64)', async ({
  page,
}) => {
  test.setTimeout(150_000)
  const server = await startServer()
  try {
    const backend = await backendOf(server)
    await backend.changeSettings({ multi_factor: { totp: true, backup_code: true } })
    const account = new HostedAccount(page, `http://acme.localhost:${server.port}`, 'eve@acme.example')
    await account.signUp(backend)
    await account.openSecurity()
    await page.getByRole('button', { name: 'Set up', exact: true }).click()
    const app = await scanWithApp(page.getByRole('img', { name: qrLabel }))
    await page.getByLabel(codeLabel, { exact: true }).fill(await app.nextCode())
    await page.getByLabel('I have saved my backup codes').check()
    await page.getByRole('button', { name: 'Done', exact: true }).click()

    // As another tab does that asked for a proof and was closed.
    const begun = await page.evaluate(async () => {
      const client = await (await fetch('/v1/client')).json()
      const session = client.response.last_active_session_id
      const body = new URLSearchParams({ level: 'second_factor' })
      return (await fetch(`/v1/client/sessions/${session}/verify`, { method: 'POST', body })).status
    })
    expect(begun).toBe(200)

    await page.getByRole('button', { name: 'Make new codes' }).click()
    await page.getByRole('alertdialog').getByRole('button').last().click()
    await expect(page.getByRole('heading', { name: 'Is it still you?' })).toBeVisible()
    await page.getByLabel(codeLabel, { exact: true }).fill(await app.nextCode())
    await expect(page.getByRole('heading', { name: 'Your new backup codes' })).toBeVisible()
  } finally {
    await server.stop()
  }
})
