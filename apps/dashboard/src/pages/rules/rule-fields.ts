import type { MfaRule } from '@countersign/contract'
import { fieldTime, timeOf } from './field-time.ts'

type ValueKind = 'text' | 'number' | 'yes_no'

/** A rule as its form holds it: what is typed, also while it makes no sense yet. */
export interface RuleFields {
  name: string
  mode: MfaRule['mode']
  who: MfaRule['who']['kind']
  key: string
  value: string
  valueKind: ValueKind
  domain: string
  factors: MfaRule['factors']
  startsAt: string
  grace: MfaRule['grace']['kind']
  count: string
  after: MfaRule['after']
}

/** A rule begins on trial: nobody notices one that was added by mistake. */
const empty: RuleFields = {
  ...{ name: '', mode: 'dry_run', who: 'everyone', key: 'role', value: '', valueKind: 'text', domain: '' },
  ...{ factors: ['passkey', 'totp'], startsAt: '', grace: 'days', count: '14', after: 'enrol' },
}

export function fieldsOf(rule: MfaRule | null): RuleFields {
  if (!rule) return empty
  const { name, mode, who, factors, grace, after } = rule
  const fields: RuleFields = { ...empty, name, mode, who: who.kind, factors, grace: grace.kind, after }
  if (who.kind === 'metadata') {
    const kinds: Record<string, ValueKind> = { number: 'number', boolean: 'yes_no' }
    fields.key = who.key
    fields.value = String(who.value)
    fields.valueKind = kinds[typeof who.value] ?? 'text'
  }
  if (who.kind === 'email_domain') fields.domain = who.domain
  if (grace.kind === 'days') fields.count = String(grace.days)
  if (grace.kind === 'skips') fields.count = String(grace.skips)
  fields.startsAt = rule.starts_at === null ? '' : fieldTime(rule.starts_at)
  return fields
}

/** The rule that the form describes, under the id that `edited` has, or a new one that no rule has. */
export function ruleOf(fields: RuleFields, edited: MfaRule | null, rules: readonly MfaRule[]): MfaRule {
  const { name, mode, factors, after } = fields
  return {
    id: edited?.id ?? newId(name, rules),
    name: name.trim(),
    mode,
    who: whoOf(fields),
    factors,
    starts_at: startOf(fields, edited),
    grace: graceOf(fields),
    after,
  }
}

function whoOf({ who, key, value, valueKind, domain }: RuleFields): MfaRule['who'] {
  if (who === 'everyone') return { kind: who }
  if (who === 'email_domain') return { kind: who, domain: domain.trim().toLowerCase() }
  const typed = { text: value, number: Number(value), yes_no: value === 'true' }
  return { kind: who, key: key.trim(), value: typed[valueKind] }
}

/** The field knows no seconds; a start that was not touched stays what it was. */
function startOf({ startsAt }: RuleFields, edited: MfaRule | null): number | null {
  const known = edited?.starts_at ?? null
  return known !== null && fieldTime(known) === startsAt ? known : timeOf(startsAt)
}

function graceOf({ grace, count }: RuleFields): MfaRule['grace'] {
  if (grace === 'days') return { kind: grace, days: Number(count) }
  return grace === 'skips' ? { kind: grace, skips: Number(count) } : { kind: grace }
}

/** Readable, because it stands in receipts and exports; grace hangs on it, so it is never given again while it is in use. */
function newId(name: string, rules: readonly MfaRule[]): string {
  const words = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  const stem = words.replaceAll(/^-+|-+$/g, '').slice(0, 30) || 'rule'
  const taken = new Set(['required', ...rules.map(({ id }) => id)])
  let id = stem
  for (let count = 2; taken.has(id); count++) id = `${stem}-${count}`
  return id
}
