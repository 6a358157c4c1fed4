import type { BoardState, BoardUsersView, BoardUserView, PolicyBoardView } from '@countersign/contract'
import type { Scope } from '../http/scope.ts'
import { safeCell } from '../lib/csv.ts'
import { decide } from './decide.ts'
import type { Member } from './population.store.ts'
import { population } from './population.ts'
import type { Grace } from './rules.ts'

/** How far each rule has come. */
export async function policyBoard(scope: Scope): Promise<PolicyBoardView> {
  const rules = new Map<string, PolicyBoardView['rules'][number]>()
  for await (const member of population(scope)) {
    const placed = placeOf(scope, member)
    if (!placed) continue
    const { rule, state, given } = placed
    const none = { users: 0, enrolled: 0, pending: 0, overdue: 0, noticed: 0 }
    const counted = rules.get(rule.id) ?? { rule: { id: rule.id, name: rule.name }, ...none }
    counted.users += 1
    counted[state] += 1
    if (given) counted.noticed += 1
    rules.set(rule.id, counted)
  }
  return { rules: [...rules.values()] }
}

export interface BoardFilter {
  rule?: string | undefined
  state?: BoardState | undefined
  after?: string | undefined
  limit: number
}

/** How many users one request looks at; a page may hold fewer than were asked for, and tells where to go on. */
const mostLookedAt = 20_000

export async function boardUsers(scope: Scope, filter: BoardFilter): Promise<BoardUsersView> {
  const data: BoardUserView[] = []
  let looked = 0
  for await (const member of population(scope, filter.after)) {
    looked += 1
    const view = boardUser(scope, member, filter)
    if (view) data.push(view)
    if (data.length === filter.limit || looked === mostLookedAt) return { data, next: member.id }
  }
  return { data, next: null }
}

function boardUser(scope: Scope, member: Member, filter: BoardFilter): BoardUserView | null {
  const placed = placeOf(scope, member)
  if (!placed) return null
  const { rule, state, given, decision } = placed
  if ((filter.rule ?? rule.id) !== rule.id || (filter.state ?? state) !== state) return null
  return {
    user_id: member.id,
    email_address: member.emailAddress,
    rule_id: rule.id,
    state,
    noticed_at: given?.noticed_at ?? null,
    until: decision.until,
    skips_left: decision.skipsLeft,
  }
}

function placeOf({ instance, now }: Scope, member: Member) {
  const decision = decide(member, instance.settings, now)
  const { rule, outcome } = decision
  if (rule === null) return null
  const state: BoardState = outcome === 'satisfied' ? 'enrolled' : outcome === 'grace' ? 'pending' : 'overdue'
  const given: Grace | undefined = member.graces.find(({ rule_id }) => rule_id === rule.id)
  return { decision, rule, state, given }
}

const columns = ['user_id', 'email_address', 'rule_id', 'state', 'noticed_at', 'until', 'skips_left'] as const

function cell(value: string | number | null): string {
  return `"${safeCell(String(value ?? '')).replaceAll('"', '""')}"`
}

export function boardCsv(users: readonly BoardUserView[]): string {
  return [columns.join(','), ...users.map((user) => columns.map((name) => cell(user[name])).join(','))].join('\r\n')
}
