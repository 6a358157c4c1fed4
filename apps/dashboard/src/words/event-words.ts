import { eventNames } from './event-names.ts'

const factors: Record<string, string> = {
  totp: 'authenticator application',
  passkey: 'passkey',
  phone_code: 'SMS code',
  email_code: 'code by e-mail',
  backup_code: 'backup codes',
  password: 'password',
  ticket: 'link or token',
  mfa: 'two-step verification',
}

interface Told {
  event: string
  details: Record<string, unknown>
}

/** `factor.removed` as a person would write it, with the factor it is about. */
export function eventWords({ event, details }: Told): string {
  const about = factors[String(details['what'] ?? details['strategy'])]
  const words = about ? `${nameOf(event)}: ${about}` : nameOf(event)
  return details['replay'] === true ? `${words}, right and used before` : words
}

/** Of what has no name yet, what its code says. */
function nameOf(event: string): string {
  const words = event.replaceAll(/[._]/g, ' ')
  return eventNames[event] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

export interface Doer {
  kind: string
  name: string | null
}

export function doerWords({ kind, name }: Doer): string {
  if (kind === 'operator') return `by administrator ${name}`
  if (kind === 'key') return `by secret key ${name}`
  if (kind === 'backend') return 'by the application’s server'
  if (kind === 'user') return 'by the user'
  if (kind === 'machine') return 'by the server'
  return `by the ${kind}`
}

/** What somebody typed; of what was refused the log keeps the code of an error, which is no reason to a person. */
export function reasonOf({ event, details }: Told): string | null {
  const { reason } = details
  return typeof reason === 'string' && !event.endsWith('.failed') && event !== 'receipt.refused' ? reason : null
}
