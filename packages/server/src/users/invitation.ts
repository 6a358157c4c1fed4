import type { InvitationStatus } from '@countersign/contract'
import type { Selectable } from 'kysely'
import type { InvitationTable } from '../db/schema.ts'

export type InvitationRow = Selectable<InvitationTable>

export function invitationStatus(row: InvitationRow, now: number): InvitationStatus {
  if (row.accepted_at !== null) return 'accepted'
  if (row.revoked_at !== null) return 'revoked'
  return row.expires_at <= now ? 'expired' : 'pending'
}
