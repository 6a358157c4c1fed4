import type {
  BoardUserView,
  DryRunView,
  MfaReceiptView,
  MfaRule,
  PolicyBoardView,
  RemindersView,
  SettingsChangeView,
  SimulationView,
} from '@countersign/contract'
import type { Preview } from '../api/views.ts'
import { at } from './messaging.ts'
import { Refused } from './refused.ts'

/** What the stand-in server knows about rules. */
export interface Policy {
  lastChange: SettingsChangeView | null
  simulation: SimulationView
  board: PolicyBoardView
  boardUsers: readonly BoardUserView[]
  dryRuns: DryRunView
  receipts: readonly MfaReceiptView[]
  /** What two pages of reminders are answered with. */
  reminders: readonly RemindersView[]
  /** A field of a rule that the server refuses, with its words. */
  refused: { field: string; message: string } | null
}

export function someRule(fields: Partial<MfaRule> = {}): MfaRule {
  return {
    ...{ id: 'admins', name: 'Administrators', mode: 'on', who: { kind: 'metadata', key: 'role', value: 'admin' } },
    ...{ factors: ['passkey', 'totp'], starts_at: null, grace: { kind: 'none' }, after: 'refuse', ...fields },
  } as MfaRule
}

export function somePreview(fields: Partial<Preview> = {}): Preview {
  const none = { totp: 0, phone_code: 0, backup_code: 0, passkey: 0 }
  return { affected: none, restored: none, asked: 0, must_enrol: 0, locked_out: 0, operators: [], rules: [], ...fields }
}

const simulation: SimulationView = {
  ...{ object: 'policy_simulation', at, outcome: 'grace', reason: 'grace', asks: ['enrolment', 'skip'] },
  ...{ rule: { id: 'admins', name: 'Administrators' }, second_factors: [], until: null, skips_left: 1 },
  words: 'There is time left.',
  rules: [{ id: 'admins', verdict: 'decides' }],
}

export const createPolicy = (given: Partial<Policy> = {}): Policy => ({
  ...{ lastChange: null, simulation, board: { rules: [] }, boardUsers: [], dryRuns: { days: [], users: [] } },
  ...{ receipts: [], refused: null, reminders: [] },
  ...given,
})

/** What reads and changes nothing; undefined for other routes. */
export function policyAnswer(
  { policy, preview }: { policy: Policy; preview: Preview },
  path: string[],
  query: URLSearchParams,
  body?: Record<string, unknown>,
): unknown {
  const { refused } = policy
  if (body && refused && (path[1] === 'preview' || body['settings'])) {
    throw new Refused(422, 'settings_invalid', refused.message, { param_name: refused.field })
  }
  if (path[2] === 'mfa_receipts') {
    const first = Number(query.get('offset'))
    return policy.receipts.slice(first, first + Number(query.get('limit')))
  }
  switch (path.join('/')) {
    case 'settings/preview':
      return preview
    case 'settings/undo':
      return policy.lastChange
    case 'policy/simulate':
      return policy.simulation
    case 'policy/board':
      return policy.board
    case 'policy/board/users':
      return { data: policy.boardUsers, next: null }
    case 'policy/dry_runs':
      return policy.dryRuns
    case 'policy/reminders':
      return body?.['after'] ? policy.reminders[1] : policy.reminders[0]
    default:
      return undefined
  }
}
