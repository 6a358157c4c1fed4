import type { MfaRule, RulePreviewView, Settings, SettingsPreviewView } from '@countersign/contract'
import type { Scope } from '../http/scope.ts'
import { merge } from '../instances/merge.ts'
import { checkSettings } from '../instances/settings-rules.ts'
import { askedOf, type Decision, decide } from './decide.ts'
import type { Member } from './population.store.ts'
import { population } from './population.ts'

const mostOperators = 100

/** Whom a change of settings concerns, before it is applied; refuses what could not be applied, with the same words. */
export async function previewSettings(scope: Scope, patch: unknown): Promise<SettingsPreviewView> {
  const { instance, now } = scope
  const before = instance.settings
  const after = checkSettings(merge(before, patch), instance)
  const isDashboard = instance.application.kind === 'dashboard'
  const preview: SettingsPreviewView = {
    affected: { totp: 0, phone_code: 0, backup_code: 0, passkey: 0 },
    restored: { totp: 0, phone_code: 0, backup_code: 0, passkey: 0 },
    asked: 0,
    must_enrol: 0,
    locked_out: 0,
    operators: [],
    rules: [],
  }
  const rules = new Map<string, RulePreviewView>()
  for await (const member of population(scope)) {
    const was = decide(member, before, now)
    const is = decide(member, after, now)
    noteHolders(preview.affected, member, before, after)
    noteHolders(preview.restored, member, after, before)
    if (askedOf(member, before, now).length === 0 && askedOf(member, after, now).length > 0) preview.asked += 1
    if (is.rule) noteRule(rules, is.rule, member, is, isDashboard)
    const isNew = lacks(is) && !lacks(was)
    const isShut = isLockedOut(is, member, isDashboard) && !isLockedOut(was, member, isDashboard)
    if (isNew) preview.must_enrol += 1
    if (isShut) preview.locked_out += 1
    if (isDashboard && (isNew || isShut) && preview.operators.length < mostOperators) preview.operators.push(member.id)
  }
  return { ...preview, rules: [...rules.values()] }
}

/** Who has set up a factor that is on in `one` and off in `other` (S11). */
function noteHolders(counts: SettingsPreviewView['affected'], member: Member, one: Settings, other: Settings): void {
  for (const kind of ['totp', 'phone_code', 'backup_code', 'passkey'] as const) {
    const has = kind === 'backup_code' ? member.hasBackupCodes : member.enrolled.includes(kind)
    if (has && one.multi_factor[kind] && !other.multi_factor[kind]) counts[kind] += 1
  }
}

function noteRule(
  rules: Map<string, RulePreviewView>,
  { id, name }: MfaRule,
  member: Member,
  decision: Decision,
  isDashboard: boolean,
): void {
  const none = { users: 0, enrolled: 0, must_enrol: 0, in_grace: 0, locked_out: 0 }
  const counted = rules.get(id) ?? { rule: { id, name }, ...none }
  counted.users += 1
  if (lacks(decision)) counted.must_enrol += 1
  else counted.enrolled += 1
  if (decision.outcome === 'grace') counted.in_grace += 1
  if (isLockedOut(decision, member, isDashboard)) counted.locked_out += 1
  rules.set(id, counted)
}

const lacks = ({ outcome }: Decision) => outcome !== 'none' && outcome !== 'satisfied'

/** Refused, or asked to set up what they cannot: nobody but operators does without an address to be reached at (R70). */
function isLockedOut({ outcome }: Decision, member: Member, isDashboard: boolean): boolean {
  return outcome === 'refuse' || (outcome === 'enrol' && !member.isReachable && !isDashboard)
}
