import { expect, type Page } from '@playwright/test'
import { codeLabel, qrLabel } from './hosted-account.ts'
import { scanWithApp } from './screen.ts'
import type { RunningServer } from './server.ts'
import type { AuthenticatorApp } from './totp.ts'

/** The link that the first start prints; it works once (R50). */
export async function firstLink(server: RunningServer): Promise<string> {
  const [link] = await server.printed(/http\S+\/dashboard#ticket=\S+/)
  return link
}

/** One more operator's link, as whoever has the machine makes it. */
export async function linkFor(server: RunningServer, name: string): Promise<string> {
  return (await server.command('admin', 'link', '--name', name)).trim()
}

/** The first operator's way in. */
export async function enterDashboard(
  page: Page,
  server: RunningServer,
  look: () => Promise<void> = async () => {},
): Promise<void> {
  await enterBy(page, await firstLink(server), look)
}

/** An administrator's first sign-in: by a link, with a second factor set up. Ends on the list of applications and returns the app. */
export async function enterBy(
  page: Page,
  link: string,
  look: () => Promise<void> = async () => {},
): Promise<AuthenticatorApp> {
  await page.goto(link)
  await expect(page.getByRole('heading', { name: 'Set up 2-step verification', level: 1 })).toBeVisible()
  expect(page.url()).not.toContain('ticket')
  await look()
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  const app = await scanWithApp(page.getByRole('img', { name: qrLabel }))
  await look()
  await page.getByLabel(codeLabel, { exact: true }).fill(await app.nextCode())
  await expect(page.getByRole('list', { name: 'Backup codes' }).getByRole('listitem')).toHaveCount(10)
  await look()
  await page.getByLabel('I have saved my backup codes').check()
  await page.getByRole('button', { name: 'Done', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Applications', level: 1 })).toBeVisible()
  await look()
  return app
}
