import { expect, type Locator, type Page } from '@playwright/test'
import { findBarriers, findColourBarriers } from './axe.ts'
import { readQrCode } from './qr.ts'
import { AuthenticatorApp } from './totp.ts'

/** Two frames for what was just asked for, and the ends of all that moves: colours must be there before they are measured. */
async function untilStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done))
    await frame()
    await frame()
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ending.map(({ finished }) => finished))
  })
}

/** No barriers in the light and in the dark look of what is shown now. The dark one is the same page in other colours: light-dark() takes nothing else. */
export async function expectNoBarriers(page: Page): Promise<void> {
  for (const [colorScheme, find] of [
    ['light', findBarriers],
    ['dark', findColourBarriers],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await untilStill(page)
    expect(await find(page), `${colorScheme} look of ${page.url().split('#')[0]}`).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}

/** Wide and narrow, light and dark: no barriers, and nothing that is wider than the screen. With E2E_PICTURES set it takes pictures. */
export async function expectGoodLooks(page: Page, name?: string): Promise<void> {
  for (const size of [
    { width: 390, height: 844 },
    { width: 1280, height: 800 },
  ]) {
    await page.setViewportSize(size)
    await expectNoBarriers(page)
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow, `${page.url()} at ${size.width}`).toBeLessThanOrEqual(0)
    if (name && process.env['E2E_PICTURES']) await takePictures(page, `${name}-${size.width}`)
  }
}

async function takePictures(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: `test-results/${name}-${colorScheme}.png`, fullPage: true })
  }
}

/** Points a phone at the screen. */
export async function scanWithApp(picture: Locator): Promise<AuthenticatorApp> {
  await expect(picture).toBeVisible()
  const uri = readQrCode(await picture.screenshot())
  expect(uri, 'a QR code can be read from the screen').toBeDefined()
  return new AuthenticatorApp(uri ?? '')
}

/** What a printer would put on paper: the text that is left when the page is laid out for print. */
export async function textOnPaper(page: Page): Promise<string[]> {
  await page.emulateMedia({ media: 'print' })
  // biome-ignore lint/performance/useDomNodeTextContent: what is laid out is the question here
  const text = await page.evaluate(() => document.body.innerText)
  await page.emulateMedia({ media: 'screen' })
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}
