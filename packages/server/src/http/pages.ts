import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { textAnswer } from './answer.ts'

/** Where the build puts the two apps. The same from `src` and from `dist`. */
export const publicFolder = fileURLToPath(new URL('../../public/', import.meta.url))

export type Page = (secure: boolean) => Promise<Response>

/** The one HTML file of an app; its router in the browser reads the rest of the path. */
export function createPage(app: 'account' | 'dashboard'): Page {
  let html: string | undefined
  return async (secure) => {
    html ??= await readFile(`${publicFolder}${app}/index.html`, 'utf8').catch(() => undefined)
    if (html === undefined)
      return plainPage(503, `The pages are not built yet. Run npm run build in the repository, then reload.`, secure)
    return textAnswer('page', 200, 'text/html; charset=utf-8', html, secure, "'self'")
  }
}

/** A page without scripts or styles, for a person who followed a wrong link. */
export function plainPage(status: number, sentence: string, secure: boolean): Response {
  const text = sentence.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`)
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${status}</title><p>${text}</p></html>\n`
  return textAnswer('page', status, 'text/html; charset=utf-8', html, secure)
}
