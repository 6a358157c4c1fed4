import { expect, type Page, test } from '@playwright/test'
import { type Backend, backendOf } from './support/backend.ts'
import { codeLabel, HostedAccount, qrLabel } from './support/hosted-account.ts'
import { type AgingServer, startAging } from './support/later.ts'
import { appForEverybody } from './support/rule.ts'
import { expectGoodLooks, scanWithApp } from './support/screen.ts'

const day = 86_400_000

interface Client {
  sessions: {
    status: string
    tasks: { key: string }[] | null
    mfa_enrolment: { until: number | null } | null
    last_active_token: { jwt: string } | null
  }[]
}

let aging: AgingServer
let backend: Backend
let hosted: string
let payouts: { answer(request: Request): Promise<Response> }

test.beforeAll(async () => {
  aging = await startAging()
  backend = await backendOf(aging.server)
  await backend.changeSettings({ multi_factor: { totp: true, backup_code: true } })
  hosted = `http://acme.localhost:${aging.server.port}`
  const [, publishableKey = ''] = await aging.server.printed(/Publishable key +(\S+)/)
  const [, secretKey = ''] = await aging.server.printed(/Secret key +(\S+)/)
  const example = new URL('../examples/payouts/payouts.mjs', import.meta.url).href
  payouts = (await import(example)).createPayouts({ url: `${aging.server.url}/i/acme`, publishableKey, secretKey })
})
test.afterAll(() => aging?.stop())

const requireOfEverybody = (grace: object) => backend.changeSettings(appForEverybody({ grace }))

/** What the server says of the browser's session. */
async function sessionIn(page: Page): Promise<Client['sessions'][number] | undefined> {
  const answer = await page.evaluate(async () => (await fetch('/v1/client')).json())
  return (answer as { response: Client }).response.sessions[0]
}

/** What the app's own server answers to the token that the browser has. */
async function askApp(page: Page): Promise<number> {
  const { jwt = '' } = (await sessionIn(page))?.last_active_token ?? {}
  const headers = { authorization: `Bearer ${jwt}` }
  const request = new Request('http://localhost/api/payouts', { method: 'POST', headers, body: '{}' })
  return (await payouts.answer(request)).status
}

async function setUpApp(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Set up', exact: true }).click()
  const app = await scanWithApp(page.getByRole('img', { name: qrLabel }))
  await page.getByLabel(codeLabel, { exact: true }).fill(app.codeAt(aging.now()))
  await expect(page.getByRole('list', { name: 'Backup codes' }).getByRole('listitem')).toHaveCount(10)
}
async function saveCodes(page: Page): Promise<void> {
  await page.getByLabel('I have saved my backup codes').check()
  await page.getByRole('button', { name: 'Done', exact: true }).click()
}

test('whoever signs up where a rule wants a second step sets one up first, and is signed in only then (R57)', async ({
  page,
}) => {
  await requireOfEverybody({ kind: 'none' })
  const account = new HostedAccount(page, hosted, 'nia@acme.example')
  await account.beginSignUp(backend)
  await expect(page.getByText('Acme requires a second step of your account. Set it up to go on.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Not now' })).toHaveCount(0)
  await expectGoodLooks(page, 'sign-up-rule')
  expect(await sessionIn(page)).toMatchObject({ status: 'pending', tasks: [{ key: 'setup-mfa' }] })
  expect(await askApp(page)).toBe(401)
  // Neither another page nor the same one anew leads around it.
  await page.goto(`${hosted}/user/security`)
  await expect(page.getByRole('heading', { name: 'Set up 2-step verification', level: 1 })).toBeVisible()
  expect(await askApp(page)).toBe(401)

  await setUpApp(page)
  await saveCodes(page)
  await page.waitForURL(/\/user/)
  expect(await sessionIn(page)).toMatchObject({ status: 'active', tasks: null, mfa_enrolment: null })
  expect(await askApp(page)).not.toBe(401)
})

test('grace ends on the day that was shown first, however often somebody signs in until then (R57)', async ({
  browser,
}) => {
  await requireOfEverybody({ kind: 'days', days: 2 })
  const zone = { locale: 'en-GB', timezoneId: 'Europe/Zurich' }
  const page = await (await browser.newContext({ reducedMotion: 'reduce', ...zone })).newPage()
  const account = new HostedAccount(page, hosted, 'otto@acme.example')
  await backend.call('POST', '/users', { email_address: [account.email], password: account.password })
  const heading = page.getByRole('heading', { name: 'Set up 2-step verification', level: 1 })
  const before = aging.now()
  await page.goto(`${hosted}/sign-in`)
  await account.proveFirst()
  await expect(heading).toBeVisible()
  const until = (await sessionIn(page))?.mfa_enrolment?.until ?? 0
  expect(until - 2 * day).toBeGreaterThanOrEqual(before)
  expect(until - 2 * day).toBeLessThanOrEqual(aging.now())
  const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: zone.timezoneId })
  const deadline = page.getByText(`requires a second step of your account from ${time.format(until)} on`)
  await expect(deadline).toBeVisible()
  await page.getByRole('button', { name: 'Not now' }).click()
  await account.expectSignedIn()
  expect(await askApp(page)).not.toBe(401)
  await account.signOut()
  await account.proveFirst()
  await expect(deadline).toBeVisible()

  await aging.moveTo(2 * day - 60_000)
  await page.goto(`${hosted}/sign-in`)
  await account.proveFirst()
  await expect(deadline).toBeVisible()
  await page.getByRole('button', { name: 'Not now' }).click()
  await account.expectSignedIn()

  // In the session that is open, and in a new one.
  await aging.moveTo(2 * day + 60_000)
  await page.reload()
  await expect(page.getByText(/^The time to set up a second step is over/)).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await account.proveFirst()
  await expect(heading).toBeVisible()
  await expect(page.getByRole('button', { name: 'Not now' })).toHaveCount(0)
  await expectGoodLooks(page, 'grace-over')
  expect(await sessionIn(page)).toMatchObject({ status: 'pending', tasks: [{ key: 'setup-mfa' }] })
  await setUpApp(page)
  await saveCodes(page)
  await account.expectSignedIn()
  await page.context().close()
})
