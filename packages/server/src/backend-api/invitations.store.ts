import type { InvitationStatus } from '@countersign/contract'
import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import { cleanText } from '../lib/typed.ts'
import type { InvitationRow } from '../users/invitation.ts'

export interface InvitationFilter {
  instanceId: string
  /** Without one, all but revoked invitations. */
  status?: InvitationStatus | undefined
  /** An id, or a part of the address. */
  query?: string | undefined
  now: number
}

export interface InvitationPage {
  limit: number
  offset: number
  by: 'created_at' | 'email_address' | 'expires_at'
  order: 'asc' | 'desc'
}

export async function listInvitations(
  db: Db,
  filter: InvitationFilter,
  { limit, offset, by, order }: InvitationPage,
): Promise<InvitationRow[]> {
  return matching(db, filter)
    .selectAll()
    .orderBy(by === 'email_address' ? 'email_key' : by, order)
    .orderBy('id', order)
    .limit(limit)
    .offset(offset)
    .execute()
}

export async function countInvitations(db: Db, filter: InvitationFilter): Promise<number> {
  const row = await matching(db, filter).select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  return Number(row.total)
}

/** The status follows from the times, as in `invitationStatus`. */
function matching(db: Db, { instanceId, status, query, now }: InvitationFilter) {
  let found = db.selectFrom('invitations').where('instance_id', '=', instanceId)
  if (status === 'accepted') found = found.where('accepted_at', 'is not', null)
  else if (status === 'revoked') found = found.where('revoked_at', 'is not', null)
  else found = found.where('revoked_at', 'is', null)
  if (status === 'pending') found = found.where('accepted_at', 'is', null).where('expires_at', '>', now)
  if (status === 'expired') found = found.where('accepted_at', 'is', null).where('expires_at', '<=', now)
  const text = query && cleanText(query).toLowerCase()
  if (!text) return found
  const part = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  return found.where((eb) =>
    eb.or([eb(sql`lower(id)`, '=', text), sql<boolean>`lower(email_key) like ${part} escape '\\'`]),
  )
}
