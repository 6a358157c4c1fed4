import { AppError } from '@countersign/contract'
import type { Scope } from '../../http/scope.ts'

/**
 * Refuses a sign-up where the instance has it closed. Asked where a sign-up begins or goes on, so that no code is sent for nothing, and
 * again in the transaction that creates the account, so that one begun before the switch ends there.
 */
export function refuseClosedSignUp({ instance }: Pick<Scope, 'instance'>): void {
  if (instance.settings.sign_up === 'closed') throw new AppError('sign_up_mode_restricted')
}
