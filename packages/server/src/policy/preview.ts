import type { MfaRule, RulePreviewView, Settings, SettingsPreviewView } from '@countersign/contract'
import type { Scope } from '../http/scope.ts'
import { merge } from '../instances/merge.ts'
import { checkSettings } from '../instances/settings-rules.ts'
import { type Decision, decide } from './decide.ts'
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
    must_enrol: 0,
    locked_out: 0,
    operators: [],
    rules: [],
  }
  const rules = new Map<string, RulePreviewView>()
  for await (const member of population(scope)) {
    const was = decide(member, before, now)
    const is = decide(member, after, now)
    noteLost(preview.affected, member, before, after)
    if (is.rule) noteRule(rules, is.rule, member, is, isDashboard)
    const isNew = lacks(is) && !lacks(was)
    const isShut = isLockedOut(is, member, isDashboard) && !isLockedOut(was, member, isDashboard)
    if (isNew) preview.must_enrol += 1
    if (isShut) preview.locked_out += 1
    if (isDashboard && (isNew || isShut) && preview.operators.length < mostOperators) preview.operators.push(member.id)
  }
  return { ...preview, rules: [...rules.values()] }
}

/** Who has set up a factor that would be switched off (S11). */
function noteLost(lost: SettingsPreviewView['affected'], member: Member, before: Settings, after: Settings): void {
  for (const kind of ['totp', 'phone_code', 'backup_code', 'passkey'] as const) {
    const has = kind === 'backup_code' ? member.hasBackupCodes : member.enrolled.includes(kind)
    if (has && before.multi_factor[kind] && !after.multi_factor[kind]) lost[kind] += 1
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
