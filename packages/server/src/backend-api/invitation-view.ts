import type { InvitationView } from '@countersign/contract'
import { type InvitationRow, invitationStatus } from '../users/invitation.ts'

/** `url` only where the invitation was just created. */
export function invitationView(row: InvitationRow, now: number, url?: string): InvitationView {
  return {
    object: 'invitation',
    id: row.id,
    email_address: row.email_address,
    public_metadata: JSON.parse(row.public_metadata),
    status: invitationStatus(row, now),
    revoked: row.revoked_at !== null,
    ...(url === undefined ? {} : { url }),
    expires_at: row.expires_at,
    created_at: row.created_at,
    updated_at: row.accepted_at ?? row.revoked_at ?? row.created_at,
  }
}
