import type { HelpDeskCodeView } from '@countersign/contract'
import type { ApprovalCase, ResetCase } from '../api/case-views.ts'
import { at } from './messaging.ts'
import { Refused } from './refused.ts'

/** What the stand-in server knows of resets and of codes of the help desk. */
export interface Cases {
  resets: ResetCase[]
  codes: HelpDeskCodeView[]
  approvals?: ApprovalCase[]
}

export const later = 4_000_000_000_000

export function someReset(fields: Partial<ResetCase> = {}): ResetCase {
  return {
    ...{ object: 'mfa_reset', id: 'reset_1', user_id: 'user_1', user_name: 'anna@example.com' },
    ...{ reason: 'Lost the phone, seen in person', status: 'waiting_for_approval', is_own: false },
    ...{ asked_by: 'user_8', asked_by_name: 'ada', decided_by: null, decided_by_name: null },
    ...{ asked_at: at, decided_at: null, expires_at: later },
    ...fields,
  }
}

export function someApproval(fields: Partial<ApprovalCase> = {}): ApprovalCase {
  return {
    ...{ object: 'approval', id: 'appr_1', effect: 'remove_factor', user_id: 'user_1', user_name: 'anna@example.com' },
    ...{ wish: { what: 'mfa' }, reason: 'Lost the phone', status: 'waiting_for_approval', is_own: false },
    ...{ asked_by: 'user_8', asked_by_name: 'ada', decided_by: null, decided_by_name: null },
    ...{ asked_at: at, decided_at: null, expires_at: later },
    ...fields,
  }
}

export function someCode(fields: Partial<HelpDeskCodeView> = {}): HelpDeskCodeView {
  return {
    ...{ object: 'help_desk_code', id: 'help_1', user_id: 'user_1', purpose: 'phone in repair', code: null },
    ...{ uses_left: 1, made_by: 'user_8', created_at: at, expires_at: later, last_used_at: null, revoked_at: null },
    ...fields,
  }
}

/** `path` begins after the instance; undefined is not about these. */
export function casesAnswer(
  { resets, codes, approvals = [] }: Cases,
  method: string,
  path: string[],
  body?: object,
): unknown {
  const [part, id, kind, codeId] = path
  if (part === 'mfa_resets') {
    const found = resets.find((one) => one.id === id)
    if (!found) return resets
    const status = kind === 'approve' ? 'approved' : 'refused'
    return Object.assign(found, { status, decided_by: 'user_op', decided_by_name: 'root', decided_at: at })
  }
  if (part === 'approvals') {
    const found = approvals.find((one) => one.id === id)
    if (!found) return approvals
    const status = kind === 'approve' ? 'approved' : 'refused'
    const isCode = kind === 'approve' && found.effect === 'help_desk_code'
    Object.assign(found, { status, decided_by: 'user_op', decided_by_name: 'root', decided_at: at })
    return { ...found, help_desk_code: isCode ? { ...someCode(), code: 'AAAA-BBBB-CCCC' } : null }
  }
  if (part !== 'users') return undefined
  if (kind === 'mfa_reset') {
    const made = someReset({ id: `reset_${resets.length + 1}`, is_own: true, ...body })
    resets.push(made)
    return made
  }
  if (kind !== 'help_desk_codes') return undefined
  if (method === 'GET') return codes
  if (method === 'DELETE') {
    const revoked = codes.find((one) => one.id === codeId)
    if (!revoked) throw new Refused(404, 'resource_not_found', 'There is nothing here.')
    return Object.assign(revoked, { revoked_at: at })
  }
  const made = someCode({ id: `help_${codes.length + 1}`, ...body })
  codes.unshift(made)
  return { ...made, code: 'AAAA-BBBB-CCCC' }
}
