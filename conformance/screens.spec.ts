import { expect, test } from '@playwright/test'
import type { RunningServer } from '../e2e/support/server.ts'
import { AuthenticatorApp } from '../e2e/support/totp.ts'
import { ageProofs } from './support/age.ts'
import { buildPage } from './support/built-page.ts'
import { type Instance, makeInstance, startBesidePackages } from './support/instance.ts'
import { password, Sdk } from './support/sdk.ts'
import { openSite, type Site } from './support/site.ts'
import { type Visitor, visit } from './support/visitor.ts'

/** What the SDK's own screens show when there is more to do, or no way on. */
const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const appOf = (name: string) => new AuthenticatorApp(`otpauth://totp/Acme:${name}?secret=${totpSecret}&issuer=Acme`)

let server: RunningServer
let instance: Instance
let site: Site
let visitor: Visitor
let sdk: Sdk

test.beforeAll(async () => {
  server = await startBesidePackages()
  const settings = { multi_factor: { totp: true } }
  instance = await makeInstance(server, { environment: 'development', host: 'fapi.localhost', settings })
  site = await openSite(instance, 'react', { assets: await buildPage('hooks') })
})
test.beforeEach(async ({ browser }) => {
  visitor = await visit(browser)
  sdk = new Sdk(visitor.page, site.url)
  await sdk.goto('/home')
})
test.afterEach(() => visitor.close())
test.afterAll(async () => {
  await site?.stop()
  await server?.stop()
})

test('a ticket in the address is taken by the SDK’s screen, and opens nothing without the second factor', async () => {
  const { id } = await instance.clerk.users.createUser({ emailAddress: ['kira@example.com'], password, totpSecret })
  const { token } = await instance.clerk.signInTokens.createSignInToken({ userId: id, expiresInSeconds: 60 })
  await sdk.goto(`/sign-in?__clerk_ticket=${token}`)
  await visitor.page.waitForURL(/factor-two/)
  expect(await sdk.signedOut()).toBe(true)
  await sdk.code.fill(await appOf('kira').nextCode())
  await expect(visitor.page.getByRole('status')).toHaveText(/session active$/)
})

test('a locked account is refused with the time left, only after the right password, and the SDK leaves the step', async () => {
  const { id } = await instance.clerk.users.createUser({ emailAddress: ['lars@example.com'], password })
  await instance.clerk.users.lockUser(id)
  await sdk.startSignIn('lars@example.com')
  const answers: unknown[] = []
  // Read on the way: the SDK leaves the page at once, and takes the answer along.
  await visitor.page.route(/\/attempt_first_factor/, async (route) => {
    const response = await route.fetch()
    answers.push([response.status(), (await response.json()).errors])
    await route.fulfill({ response })
  })
  await sdk.provePassword()
  // Where it goes, and what it says there, is the SDK’s own affair: it keeps the error for its first screen.
  await visitor.page.waitForURL((url) => !url.pathname.endsWith('/factor-one'))
  const locked = { code: 'user_locked', meta: { lockout_expires_in_seconds: expect.any(Number) } }
  expect(answers).toEqual([[403, [expect.objectContaining(locked)]]])
  await sdk.goto('/sign-in')
  expect(await sdk.signedOut()).toBe(true)
})

test('who asks too often is told so by the SDK’s screen, and how long to wait by the answer', async () => {
  const live = await makeInstance(server, { environment: 'production', host: 'busy.example.test' })
  const busy = await openSite(live, 'react', { assets: await buildPage('hooks') })
  await live.backend.changeSettings({ allowed_origins: [busy.url] })
  const body = new URLSearchParams({ identifier: 'nobody@example.com' })
  const url = `${busy.url}/__clerk/v1/client/sign_ins`
  const ask = async () => (await fetch(url, { method: 'POST', body, headers: { origin: busy.url } })).status
  for (let status = 0; status !== 429; ) status = await ask()
  const there = new Sdk(visitor.page, busy.url)
  await there.goto('/sign-in')
  const refused = visitor.page.waitForResponse((response) => response.status() === 429)
  await there.field('identifier').fill('nobody@example.com')
  await there.submit()
  expect((await refused).headers()['retry-after']).toMatch(/^\d+$/)
  await there.expectRefused()
  await busy.stop()
})

test('the dialog of the SDK asks for both factors anew where an app wants both', async () => {
  const app = appOf('mara')
  await instance.clerk.users.createUser({ emailAddress: ['mara@example.com'], password, totpSecret })
  await sdk.startSignIn('mara@example.com')
  await sdk.provePassword()
  await visitor.page.waitForURL(/factor-two/)
  await sdk.code.fill(await app.nextCode())
  await expect(visitor.page.getByRole('status')).toHaveText(/session active$/)
  await sdk.goto('/home')
  ageProofs(server, 15)
  await sdk.run((clerk: { __internal_openReverification(o: object): void }) => {
    clerk.__internal_openReverification({
      level: 'multi_factor',
      afterVerification: () => Object.assign(window, { isProven: true }),
    })
    return null
  })
  const dialog = visitor.page.locator('.cl-modalContent')
  await dialog.locator('input[name="password"]').fill(password)
  await sdk.submit()
  await dialog
    .locator('input[data-input-otp]')
    .first()
    .fill(await app.nextCode())
  await expect.poll(() => visitor.page.evaluate('window.isProven')).toBe(true)
  const ages = await sdk.run(
    (clerk: { session: { factorVerificationAge: number[] } }) => clerk.session.factorVerificationAge,
  )
  expect(Math.max(...ages)).toBeLessThan(2)
})
