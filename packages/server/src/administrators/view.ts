import type { AdministratorAccount } from './administrators.store.ts'

/** `invited` has a link and no second factor yet; `unrecorded` is an account that is no administrator and never was. */
export type AdministratorState = 'active' | 'invited' | 'removed' | 'unrecorded'

export function stateOf({ addedAt, removedAt, hasSecondFactor }: AdministratorAccount): AdministratorState {
  if (addedAt === null) return 'unrecorded'
  if (removedAt !== null) return 'removed'
  return hasSecondFactor ? 'active' : 'invited'
}

export function accountView(account: AdministratorAccount) {
  return {
    id: account.id,
    username: account.username,
    state: stateOf(account),
    has_second_factor: account.hasSecondFactor,
    last_sign_in_at: account.lastSignInAt,
    added_at: account.addedAt,
    added_by: account.addedBy,
    removed_at: account.removedAt,
  }
}
