import type { HelpDeskCodeView, MfaResetView } from '@countersign/contract'
import type { Ask } from './ask.ts'
import type { Approval, ApprovalCase, CodeWish, ResetCase } from './case-views.ts'
import type { UserDetails } from './user-views.ts'

/** Helping users who lost their second factor. */
export interface CaseApi {
  resets(id: string): Promise<readonly ResetCase[]>
  askReset(id: string, userId: string, reason: string): Promise<MfaResetView>
  decide(id: string, resetId: string, verb: 'approve' | 'refuse'): Promise<MfaResetView>
  approvals(id: string): Promise<readonly ApprovalCase[]>
  approve(id: string, approvalId: string): Promise<Approval & { help_desk_code: HelpDeskCodeView | null }>
  refuse(id: string, approvalId: string): Promise<Approval>
  codes(id: string, userId: string): Promise<readonly HelpDeskCodeView[]>
  makeCode(id: string, userId: string, wish: CodeWish): Promise<HelpDeskCodeView | Approval>
  revokeCode(id: string, userId: string, codeId: string): Promise<HelpDeskCodeView>
  endTrust(id: string, userId: string, deviceId: string): Promise<UserDetails>
}

export function createCaseApi(ask: Ask): CaseApi {
  const at = (...parts: string[]) => `/instances/${parts.map(encodeURIComponent).join('/')}`
  return {
    resets: (id) => ask('GET', at(id, 'mfa_resets')),
    askReset: (id, userId, reason) => ask('POST', at(id, 'users', userId, 'mfa_reset'), { reason }),
    decide: (id, resetId, verb) => ask('POST', at(id, 'mfa_resets', resetId, verb)),
    approvals: (id) => ask('GET', at(id, 'approvals')),
    approve: (id, approvalId) => ask('POST', at(id, 'approvals', approvalId, 'approve')),
    refuse: (id, approvalId) => ask('POST', at(id, 'approvals', approvalId, 'refuse')),
    codes: (id, userId) => ask('GET', at(id, 'users', userId, 'help_desk_codes')),
    makeCode: (id, userId, wish) => ask('POST', at(id, 'users', userId, 'help_desk_codes'), wish),
    revokeCode: (id, userId, codeId) => ask('DELETE', at(id, 'users', userId, 'help_desk_codes', codeId)),
    endTrust: (id, userId, deviceId) => ask('DELETE', at(id, 'users', userId, 'trusted_devices', deviceId)),
  }
}
