import { expect, test } from '@playwright/test'
import type { RunningServer } from '../e2e/support/server.ts'
import { type Instance, makeInstance, startBesidePackages } from './support/instance.ts'
import { password, Sdk } from './support/sdk.ts'
import { openSite, type Site } from './support/site.ts'
import { type Visitor, visit } from './support/visitor.ts'

let server: RunningServer
let instance: Instance
let site: Site
let visitor: Visitor
let sdk: Sdk
let userId: string

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  server = await startBesidePackages()
  const settings = { multi_factor: { totp: true, phone_code: true, backup_code: true } }
  instance = await makeInstance(server, { environment: 'development', host: 'fapi.localhost', settings })
  site = await openSite(instance, 'scripts')
  visitor = await visit(browser)
  sdk = new Sdk(visitor.page, site.url)
  userId = (await instance.clerk.users.createUser({ emailAddress: ['erin@example.com'], password })).id
  await sdk.startSignIn('erin@example.com')
  await sdk.provePassword()
  await visitor.page.waitForURL(/\/home/)
  await sdk.goto('/user/security')
})
test.afterAll(async () => {
  await visitor?.close()
  await site?.stop()
  await server?.stop()
})

/** The page holds them twice: once more for the printer. */
const shownCodes = () =>
  visitor.page.locator('p').filter({ hasText: /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{6}$/, visible: true })
const user = () => instance.clerk.users.getUser(userId)

test('the account page sets up the authenticator app and shows backup codes', async () => {
  await sdk.openSecondStep(/authenticator/i)
  await visitor.page.locator('button').filter({ hasText: /scan/i }).click()
  const app = await sdk.scanApp()
  await sdk.submit()
  await sdk.code.fill(app.wrongCode())
  await sdk.expectRefused()
  await sdk.code.fill(await app.nextCode())
  await expect(shownCodes()).toHaveCount(10)
  await sdk.submit()
  expect(await user()).toMatchObject({ totpEnabled: true, backupCodeEnabled: true, twoFactorEnabled: true })
})

test('the SDK sets a picture, which a page can show, and removes it', async () => {
  const set = (isRemoved: boolean) =>
    visitor.page.evaluate(async (isNone) => {
      type User = { hasImage: boolean; setProfileImage(picture: { file: Blob | null }): Promise<unknown> }
      const { Clerk } = window as unknown as { Clerk: { user: User } }
      const canvas = document.createElement('canvas')
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
      await Clerk.user.setProfileImage({ file: isNone ? null : blob })
      return Clerk.user.hasImage
    }, isRemoved)
  expect(await set(false)).toBe(true)
  const { imageUrl, hasImage } = await user()
  expect(hasImage).toBe(true)
  const width = await visitor.page.evaluate(async (address) => {
    const image = new Image()
    image.src = address
    await image.decode()
    return image.naturalWidth
  }, imageUrl)
  expect(width).toBe(300)
  expect(await set(true)).toBe(false)
  expect((await user()).hasImage).toBe(false)
})

test('it adds a phone number and reserves it', async () => {
  await sdk.openSecondStep(/sms/i)
  await visitor.page
    .locator('input[name="phoneNumber"]')
    .or(visitor.page.locator('.cl-button, button').filter({ hasText: /add phone/i }))
    .first()
    .waitFor()
  const add = visitor.page.locator('button').filter({ hasText: /add phone/i })
  if (await add.count()) await add.first().click()
  await visitor.page.locator('input[name="phoneNumber"]').fill('2015550124')
  await sdk.submit()
  await sdk.code.fill('424242')
  await expect.poll(async () => (await user()).phoneNumbers[0]?.reservedForSecondFactor).toBe(true)
  await sdk.submit()
})

test('it makes a new set of backup codes', async () => {
  await sdk.openRow(/backup/i, /regenerate/i)
  await expect(shownCodes()).toHaveCount(10)
  await sdk.submit()
})

test('it removes the authenticator app and the number again', async () => {
  await sdk.openRow(/authenticator/i, /remove/i)
  await sdk.submit()
  await expect.poll(async () => (await user()).totpEnabled).toBe(false)
  await sdk.openRow(/sms/i, /remove/i)
  await sdk.submit()
  await expect.poll(async () => (await user()).twoFactorEnabled).toBe(false)
})
