import type { UserEvent } from '../../api/user-views.ts'

const factors: Record<string, string> = {
  totp: 'authenticator application',
  passkey: 'passkey',
  phone_code: 'SMS code',
  backup_code: 'backup codes',
  mfa: 'two-step verification',
}

/** `factor.removed` as a person would write it, with the factor it is about. */
export function eventWords({ event, details }: Pick<UserEvent, 'event' | 'details'>): string {
  const words = event.replaceAll(/[._]/g, ' ')
  const about = factors[String(details['what'] ?? details['strategy'])]
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${about ? `: ${about}` : ''}`
}

export function doerWords({ kind, name }: UserEvent['by']): string {
  if (kind === 'operator') return `by the operator ${name}`
  if (kind === 'backend') return 'by the application’s server'
  return kind === 'user' ? 'by the user' : `by ${kind}`
}

export function reasonOf({ details }: Pick<UserEvent, 'details'>): string | null {
  const { reason } = details
  return typeof reason === 'string' ? reason : null
}
