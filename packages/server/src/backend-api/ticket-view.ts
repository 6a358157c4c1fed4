import type { ActorTokenView, SignInTokenView } from '@countersign/contract'
import type { TicketRow } from '../factors/ticket/ticket.store.ts'
import type { Scope } from '../http/scope.ts'

/** `token` is there only when it was made a moment ago. */
export function signInTokenView(scope: Scope, row: TicketRow, token: string | null = null): SignInTokenView {
  return {
    object: 'sign_in_token',
    id: row.id,
    user_id: row.user_id,
    status: row.revoked_at !== null ? 'revoked' : row.used_at !== null ? 'accepted' : 'pending',
    token,
    url: token === null ? null : `${scope.linkUrl}/sign-in?__clerk_ticket=${token}`,
    created_at: row.created_at,
    updated_at: row.revoked_at ?? row.used_at ?? row.created_at,
  }
}

export function actorTokenView(scope: Scope, row: TicketRow, token: string | null = null): ActorTokenView {
  return { ...signInTokenView(scope, row, token), object: 'actor_token', actor: JSON.parse(row.actor ?? '{}') }
}
