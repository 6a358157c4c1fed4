import { AppError } from '@countersign/contract'
import type { Scope } from '../../http/scope.ts'

/**
 * Refuses a sign-up that the instance does not take: any while it is closed, and one without an invitation where one is needed. Asked
 * where a sign-up begins or goes on, so that no code is sent for nothing, and again in the transaction that creates the account, so that
 * one begun before the switch ends there.
 */
export function refuseClosedSignUp({ instance }: Pick<Scope, 'instance'>, isInvited: boolean): void {
  const { sign_up } = instance.settings
  if (sign_up === 'closed' || (sign_up === 'invitation' && !isInvited)) throw new AppError('sign_up_mode_restricted')
}
