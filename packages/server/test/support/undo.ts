import type { UndoView } from '@countersign/contract'
import { type Answer, Browser, mailed } from './browser.ts'

/** The tokens in the mails to an address, oldest first. */
export async function undoTokens(browser: Browser, email: string): Promise<string[]> {
  const links = (await mailed(browser, email)).map(({ link }) => /\/undo#token=([\w-]+)$/.exec(link ?? '')?.[1])
  return links.filter((token) => token !== undefined)
}

/** The token of the newest mail that has one. */
export async function undoToken(browser: Browser, email: string): Promise<string> {
  const token = (await undoTokens(browser, email)).at(-1)
  if (!token) throw new Error(`no undo link was mailed to ${email}`)
  return token
}

/** Presses the button, in a browser that was never here. */
export function pressUndo({ app, instance }: Browser, token: string): Promise<Answer<UndoView>> {
  // Mails of the same millisecond are in no order.
  app.clock.advance(1000)
  return new Browser(app, instance).post<UndoView>('/undo', { token })
}
