import { AppError } from '@countersign/contract'
import { isLoopbackOrigin } from '../http/origin.ts'
import type { Instance } from './instance.ts'

/** Schemes that pages, files and sockets use; an origin that names one of them is no app. */
const notOfApps = new Set(
  'about blob chrome content data devtools edge filesystem ftp ftps intent javascript mailto resource view-source ws wss'.split(
    ' ',
  ),
)

/** What the extensions of one browser are called by. Their ids follow no rules of hosts. */
const extensions: Record<string, { id: RegExp; form: string }> = {
  'chrome-extension': { id: /^[a-p]{32}$/, form: '32 letters from a to p' },
  'moz-extension': { id: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, form: 'a UUID' },
  'safari-web-extension': { id: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, form: 'a UUID' },
}

/**
 * Returns an allowed origin in the form in which browsers send it: `https://host[:port]`, plain http for this machine and for anything in
 * development, or the origin of a native app or a browser extension, such as `capacitor://localhost`. Throws `settings_invalid` for all else.
 */
export function toOrigin(text: string, environment: Instance['environment']): string {
  if (/^null$/i.test(text)) throw refused('null is the origin of every sandboxed frame, so it cannot be allowed')
  if (/^file:/i.test(text)) throw refused('file:// is the origin of every local file, so it cannot be allowed')
  if (!/^https?:/i.test(text)) return toAppOrigin(text)
  const isBare = /^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?\/?$/i.test(text) && URL.canParse(text)
  if (!isBare) throw unlikeOrigin(text)
  const url = new URL(text)
  if (url.protocol === 'http:' && environment === 'production' && !isLoopbackOrigin(url.origin)) {
    throw refused(`${text} must use https in a production instance`)
  }
  return url.origin
}

/** Platforms lower the scheme. What follows is theirs and is compared as it stands; `URL` calls these origins `null`. */
function toAppOrigin(text: string): string {
  const [, written, name] = /^([a-z][a-z0-9+.-]*):\/\/([a-z0-9._-]+(?::\d{1,5})?)\/?$/i.exec(text) ?? []
  if (written === undefined || name === undefined) throw unlikeOrigin(text)
  const scheme = written.toLowerCase()
  if (notOfApps.has(scheme)) throw refused(`${text} is the origin of no app`)
  const extension = extensions[scheme]
  if (extension && !extension.id.test(name))
    throw refused(`${scheme}:// must be followed by the extension’s id, ${extension.form}`)
  return `${scheme}://${name}`
}

function unlikeOrigin(text: string): AppError {
  return refused(`${text} is not an origin like https://app.example.com or capacitor://localhost`)
}

function refused(reason: string): AppError {
  return new AppError('settings_invalid', { param_name: 'allowed_origins', reason: reason.slice(0, 300) })
}
