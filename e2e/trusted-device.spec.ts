import { expect, test } from '@playwright/test'
import { findBarriers } from './support/axe.ts'
import { backendOf } from './support/backend.ts'
import { codeLabel, HostedAccount } from './support/hosted-account.ts'
import { expectNoBarriers } from './support/screen.ts'
import { startServer } from './support/server.ts'
import { AuthenticatorApp } from './support/totp.ts'

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

test('a browser that was asked to be trusted leaves the second step out, until the password changes (R96, R97)', async ({
  page,
}) => {
  const server = await startServer()
  try {
    const backend = await backendOf(server)
    await backend.changeSettings({ multi_factor: { totp: true }, trusted_devices: { enabled: true, days: 14 } })
    const origin = `http://acme.localhost:${server.port}`
    const account = new HostedAccount(page, origin, 'tess@acme.example')
    const app = new AuthenticatorApp(`otpauth://totp/Acme:tess?secret=${secret}&issuer=Acme`)
    const user = { email_address: [account.email], password: account.password, totp_secret: secret }
    await backend.call('POST', '/users', user)

    await page.goto(`${origin}/sign-in`)
    await account.proveFirst()
    const wish = page.getByLabel('Don’t ask again on this browser for 14 days')
    await expect(page.getByLabel(codeLabel, { exact: true })).toBeFocused()
    await expect(wish).not.toBeChecked()
    await expectNoBarriers(page)
    await wish.check()
    await page.getByLabel(codeLabel, { exact: true }).fill(await app.nextCode())
    await account.expectSignedIn()

    await account.signOut()
    await account.proveFirst()
    await account.expectSignedIn()
    await account.openSecurity()
    await expect(page.getByRole('heading', { name: 'Trusted browsers' })).toBeVisible()
    await expect(page.getByText('This browser', { exact: true })).toBeVisible()
    expect(await findBarriers(page)).toEqual([])

    await page.getByRole('button', { name: 'Change password' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('New password', { exact: true }).fill('a wholly different secret')
    await dialog.getByRole('button').last().click()
    // Trust is no proof: the change asks for the second factor (R98).
    await expect(page.getByRole('heading', { name: 'Is it still you?' })).toBeVisible()
    await expect(wish).toHaveCount(0)
    await page.getByLabel(codeLabel, { exact: true }).fill(await app.nextCode())
    await expect(page.getByText('You are asked for the second step in every browser.')).toBeVisible()

    await page.getByRole('link', { name: 'Profile' }).click()
    await account.signOut()
    account.password = 'a wholly different secret'
    await account.proveFirst()
    await expect(page.getByLabel(codeLabel, { exact: true })).toBeVisible()
  } finally {
    await server.stop()
  }
})
