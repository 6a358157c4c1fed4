import { meets, type NumberUnit, type SettingsPatch, type Standard } from '@countersign/contract'
import type { SecurityNumber } from '../../api/views.ts'

const units: Record<NumberUnit, [one: string, many: string]> = {
  characters: ['character', 'characters'],
  days: ['day', 'days'],
  hours: ['hour', 'hours'],
  minutes: ['minute', 'minutes'],
  seconds: ['second', 'seconds'],
  steps: ['step', 'steps'],
  tries: ['try', 'tries'],
  codes: ['code', 'codes'],
  bits: ['bit', 'bits'],
  requests: ['request', 'requests'],
  each: ['', ''],
}

export function amountWords(value: number, unit: NumberUnit | null): string {
  const [one, many] = units[unit ?? 'each']
  return `${value} ${value === 1 ? one : many}`.trim()
}

const names: Readonly<Record<string, string>> = {
  'password.min_length': 'Shortest password',
  'trusted_devices.days': 'Trusted browser',
  'reverification.minutes': 'Fresh proof',
  'lockout.attempts': 'Wrong guesses before a lock',
  'lockout.minutes': 'First lock',
  'codes.sms_minutes': 'Code by SMS',
  'codes.email_minutes': 'Code by e-mail',
  'codes.sms_resend_seconds': 'Wait between codes by SMS',
  'codes.email_resend_seconds': 'Wait between codes by e-mail',
  'codes.attempts': 'Wrong tries of a code',
  'sessions.max_days': 'Longest session',
  'sessions.idle_hours': 'Unused session',
  'sessions.token_seconds': 'Session token',
}

/** What people call a setting; one that has no name here yet is called as it is written. */
export function nameWords(name: string): string {
  if (Object.hasOwn(names, name)) return names[name] ?? name
  const words = name.replaceAll(/[._]/g, ' ').replace('sms', 'SMS')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What a value, applied or not, is by a standard. */
export function standardWords(value: number, standard: Standard, unit: NumberUnit | null): string {
  const { name, least, most } = standard
  const bound = [
    ...(least === undefined ? [] : [`at least ${amountWords(least, unit)}`]),
    ...(most === undefined ? [] : [`at most ${amountWords(most, unit)}`]),
  ]
  return `${meets(value, standard) ? 'Meets' : 'Weaker than'} ${name}: ${bound.join(', ')}`
}

/** The number that was typed, if it is whole and within the bounds. */
export function readNumber(text: string, { bounds }: Pick<SecurityNumber, 'bounds'>): number | null {
  if (!/^\d{1,6}$/.test(text.trim()) || bounds === null) return null
  const value = Number(text)
  return value >= bounds.least && value <= bounds.most ? value : null
}

/** `{ 'lockout.attempts': 5 }` as the settings hold it. */
export function patchOf(changes: Readonly<Record<string, number>>): SettingsPatch {
  const patch: Record<string, Record<string, number>> = {}
  for (const [name, value] of Object.entries(changes)) {
    const [group = '', field = ''] = name.split('.')
    patch[group] = { ...patch[group], [field]: value }
  }
  return patch
}
