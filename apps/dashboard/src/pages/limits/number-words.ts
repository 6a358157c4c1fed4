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

const format = new Intl.NumberFormat('en')
export const count = (value: number): string => format.format(value)

export function amountWords(value: number, unit: NumberUnit | null): string {
  const [one, many] = units[unit ?? 'each']
  return `${count(value)} ${value === 1 ? one : many}`.trim()
}

const names: Readonly<Record<string, string>> = {
  'password.min_length': 'Minimum password length',
  'trusted_devices.days': 'Trusted device',
  'reverification.minutes': 'Reverification',
  'lockout.attempts': 'Failed attempts before a lockout',
  'lockout.minutes': 'First lockout',
  'codes.sms_minutes': 'SMS code',
  'codes.email_minutes': 'Email code',
  'codes.sms_resend_seconds': 'Wait before another SMS code',
  'codes.email_resend_seconds': 'Wait before another email code',
  'codes.attempts': 'Wrong attempts per code',
  'limits.sign_ins': 'Unfinished sign-ins',
  'limits.failures': 'Failed attempts',
  'limits.failed_accounts': 'Accounts with a failed sign-in',
  'limits.failed_second_factors': 'Failed second factors',
  'limits.codes': 'Sign-in and reset codes',
  'limits.new_destinations': 'Codes to unverified destinations',
  'limits.wrong_codes': 'Wrong codes',
  'limits.account_changes': 'Account changes',
  'limits.tokens': 'Session tokens',
  'sessions.max_days': 'Maximum session lifetime',
  'sessions.idle_hours': 'Inactivity timeout',
  'sessions.token_seconds': 'Session token',
  'recovery.wait_hours': 'Wait before account recovery',
  'audit.days': 'Audit log retention',
}

/** A limit counts within a time, which tells more than what it counts. */
const periods: Readonly<Record<string, string>> = {
  'limits.sign_ins': 'per hour',
  'limits.failures': 'per hour',
  'limits.failed_accounts': 'per 10 minutes',
  'limits.failed_second_factors': 'per hour',
  'limits.codes': 'per hour',
  'limits.new_destinations': 'per hour',
  'limits.wrong_codes': 'per week',
  'limits.account_changes': 'per minute',
  'limits.tokens': 'per minute',
}

/** What people call a setting; one without a name here is called as it is written. */
export function nameWords(name: string): string {
  if (Object.hasOwn(names, name)) return names[name] ?? name
  const words = name.replaceAll(/[._]/g, ' ').replace('sms', 'SMS')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The name with the unit of the value. */
export function labelWords(name: string, unit: NumberUnit | null): string {
  const measure = periods[name] ?? unit
  return measure === null || measure === 'each' || measure === 'tries'
    ? nameWords(name)
    : `${nameWords(name)} (${measure})`
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
  if (!/^\d{1,7}$/.test(text.trim()) || bounds === null) return null
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
