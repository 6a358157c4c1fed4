import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test'

/** A person's browser that looks like one: SDKs treat automated browsers differently. */
export interface Visitor {
  context: BrowserContext
  page: Page
  /** Requests that would have left this machine. */
  left: string[]
  close(): Promise<void>
}

const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36'
const isNear = (url: URL) =>
  /^(?:data|blob):$/.test(url.protocol) || /(?:^|\.)(?:localhost|test|accounts\.dev)$|^127\./.test(url.hostname)

export async function visit(browser: Browser, options: Parameters<Browser['newContext']>[0] = {}): Promise<Visitor> {
  const context = await browser.newContext({ userAgent, reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const left: string[] = []
  page.on('request', (request) => {
    if (!isNear(new URL(request.url()))) left.push(request.url())
  })
  return {
    context,
    page,
    left,
    async close() {
      await context.close()
      expect(left, 'nothing leaves this machine').toEqual([])
    },
  }
}
