import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import type { Trx } from '../../db/open.ts'
import { transact } from '../../db/transact.ts'
import { appPage } from '../../http/app-page.ts'
import type { Scope } from '../../http/scope.ts'
import { hashToken } from '../../lib/hashing.ts'
import { newId } from '../../lib/ids.ts'
import { token } from '../../lib/random.ts'
import { invitationMessage } from '../../messages/invitation.ts'
import { send } from '../../messages/outgoing.ts'
import type { InvitationRow } from '../../users/invitation.ts'
import * as store from '../../users/invitations.store.ts'
import { findUserId } from '../../users/users.store.ts'
import { readEmail } from './read-fields.ts'

export interface InvitationWish {
  email_address: string
  public_metadata?: Record<string, unknown> | undefined
  redirect_url?: string | undefined
  /** Whether the invitation is mailed. */
  notify: boolean
  /** Also for an address that has an account or a pending invitation. */
  ignore_existing: boolean
  expires_in_days: number
}

export interface MadeInvitation {
  row: InvitationRow
  /** Holds the token, of which only the hash is stored. */
  url: string
}

const day = 86_400_000

/** Creates the invitations and mails them: all of them, or none. */
export async function invite(scope: Scope, wishes: readonly InvitationWish[]): Promise<MadeInvitation[]> {
  const { context, instance } = scope
  if (instance.settings.sign_up === 'closed') throw new AppError('invitations_not_supported_in_instance')
  const all = wishes.map((wish) => ({ wish, made: prepare(scope, wish) }))
  await transact(context.db, async (trx) => {
    await store.holdInvitations(trx, context.database.engine, instance.id)
    for (const { wish, made } of all) {
      if (!wish.ignore_existing) await refuseDuplicate(trx, scope, made.row)
      await store.insertInvitation(trx, made.row)
      if (wish.notify) await mail(trx, scope, wish, made)
      const { id, email_address } = made.row
      await record(trx, scope, 'invitation.created', { actorId: 'backend', details: { id, email_address } })
    }
  })
  return all.map(({ made }) => made)
}

/** Revokes an invitation that was not accepted; a sign-up begun with it creates no account. */
export async function revokeInvitation(scope: Scope, id: string): Promise<InvitationRow> {
  const { context, instance, now } = scope
  return transact(context.db, async (trx) => {
    const isRevoked = await store.claimRevocation(trx, { id, instanceId: instance.id, now })
    const row = await store.findInvitation(trx, instance.id, id)
    if (!row) throw new AppError('resource_not_found')
    if (!isRevoked)
      throw new AppError(row.accepted_at === null ? 'invitation_already_revoked' : 'invitation_already_accepted')
    await record(trx, scope, 'invitation.revoked', { actorId: 'backend', details: { id } })
    return row
  })
}

function prepare(scope: Scope, wish: InvitationWish): MadeInvitation {
  const { context, instance, now, linkUrl, key: { id: createdBy } = { id: null } } = scope
  const email = readEmail(wish.email_address)
  const page = wish.redirect_url ? appPage(wish.redirect_url, scope) : new URL(`${linkUrl}/sign-up`)
  const secret = token(context.random)
  const row: InvitationRow = {
    id: newId('inv', context),
    instance_id: instance.id,
    email_address: email.address,
    email_key: email.key,
    token_hash: hashToken(secret),
    public_metadata: JSON.stringify(wish.public_metadata ?? {}),
    redirect_url: wish.redirect_url ? page.href : null,
    created_by: createdBy,
    created_at: now,
    expires_at: now + wish.expires_in_days * day,
    accepted_at: null,
    revoked_at: null,
    user_id: null,
  }
  return { row, url: linkOf(page, secret, wish.redirect_url !== undefined) }
}

/** A page of the app learns from the status which of its forms the ticket is for. */
function linkOf(page: URL, secret: string, isAppPage: boolean): string {
  const link = new URL(page)
  link.searchParams.set('__clerk_ticket', secret)
  if (isAppPage) link.searchParams.set('__clerk_status', 'sign_up')
  return link.href
}

async function refuseDuplicate(trx: Trx, { instance, now }: Scope, row: InvitationRow): Promise<void> {
  const { email_address, email_key: key } = row
  const isTaken =
    (await findUserId(trx, instance.id, { kind: 'email_address', key })) !== null ||
    (await store.isInvited(trx, { emailKey: key, instanceId: instance.id, now }))
  if (isTaken) throw new AppError('duplicate_record', { email_address }, { meta: { email_addresses: [email_address] } })
}

async function mail(trx: Trx, scope: Scope, wish: InvitationWish, { row, url }: MadeInvitation): Promise<void> {
  const { language, instance } = scope
  const application = instance.application.name
  const message = invitationMessage({ language, application, url, days: wish.expires_in_days })
  await send(trx, scope, { channel: 'email', address: row.email_address, key: row.email_key }, message)
}
