import type { MfaRule } from '@countersign/contract'

type Kind = MfaRule['factors'][number]

export const kindWords: Record<Kind, string> = {
  passkey: 'Passkey',
  totp: 'Authenticator application',
  phone_code: 'SMS code',
}

const date = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })
export const dateWords = (at: number) => date.format(at)

export function whoWords(who: MfaRule['who']): string {
  if (who.kind === 'everyone') return 'Everybody'
  if (who.kind === 'email_domain') return `Addresses at ${who.domain}`
  return `Metadata ${who.key} = ${who.value}`
}

export function graceWords(grace: MfaRule['grace']): string {
  if (grace.kind === 'none') return 'no grace'
  if (grace.kind === 'days') return grace.days === 1 ? 'one day of grace' : `${grace.days} days of grace`
  return grace.skips === 1 ? 'one skip' : `${grace.skips} skips`
}

/** A rule in a line: for whom, what, how long, and then. */
export function ruleWords({ who, factors, starts_at, grace, after }: MfaRule): string {
  const kinds = factors.map((kind) => kindWords[kind]).join(' or ')
  const since = starts_at === null ? [] : [`from ${dateWords(starts_at)}`]
  const then = after === 'enrol' ? 'then nothing but setting up' : 'then refused'
  return [whoWords(who), kinds, ...since, graceWords(grace), then].join(' · ')
}

export const peopleWords = (count: number) => (count === 1 ? '1 user' : `${count} users`)
