import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import type { Trx } from '../../db/open.ts'
import type { Scope } from '../../http/scope.ts'
import { hashToken } from '../../lib/hashing.ts'
import type { InvitationRow } from '../../users/invitation.ts'
import { claimInvitation, findPending, setInvited } from '../../users/invitations.store.ts'
import { findUserId } from '../../users/users.store.ts'
import type { StartInput } from './sign-up.fields.ts'
import type { SignUpRow } from './sign-up.store.ts'

/**
 * Returns the pending invitation of the ticket; null when none was sent along. Throws `ticket_invalid_code` alike for a ticket that is
 * unknown, accepted, revoked or expired.
 */
export async function readInvitation(scope: Scope, { strategy, ticket }: StartInput): Promise<InvitationRow | null> {
  if (strategy !== 'ticket') return null
  // An answer without an error would make the screen believe that the address came with the ticket.
  if (!ticket) throw new AppError('form_param_missing', { param_name: 'ticket' })
  const { context, instance, now } = scope
  const invitation = await findPending(context.db, { tokenHash: hashToken(ticket), instanceId: instance.id, now })
  if (!invitation) throw new AppError('ticket_invalid_code')
  return invitation
}

type Invited = Pick<SignUpRow, 'email_address' | 'email_key' | 'email_verified_at' | 'invitation_id'>

/** What an invitation brings: its address, verified, as the token was mailed there. */
export async function invitedFields(scope: Scope, invitation: InvitationRow): Promise<Invited> {
  const { id, email_address, email_key: key } = invitation
  // The invitation has proven the mailbox, so its owner may be told that there is an account.
  if (await findUserId(scope.context.db, scope.instance.id, { kind: 'email_address', key }))
    throw new AppError('form_identifier_exists', {}, { meta: { param_name: 'email_address' } })
  return { email_address, email_key: key, email_verified_at: scope.now, invitation_id: id }
}

/** Accepts the invitation in the transaction that creates the account, once. Refused when it was revoked or has expired meanwhile. */
export async function acceptInvitation(trx: Trx, scope: Scope, id: string): Promise<InvitationRow> {
  const invitation = await claimInvitation(trx, { id, instanceId: scope.instance.id, now: scope.now })
  if (!invitation) throw new AppError('ticket_invalid_code')
  return invitation
}

/** Notes which account the accepted invitation became. */
export async function noteAccepted(trx: Trx, scope: Scope, id: string, userId: string): Promise<void> {
  await setInvited(trx, id, userId)
  await record(trx, scope, 'invitation.accepted', { userId, details: { id } })
}
