import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import type { TicketRow } from '../../factors/ticket/ticket.store.ts'
import type { Scope } from '../../http/scope.ts'
import { hashToken } from '../../lib/hashing.ts'
import { newId } from '../../lib/ids.ts'
import { token } from '../../lib/random.ts'
import { requireSecond } from '../../policy/second-administrator.ts'
import { requireUser } from './change-user.ts'
import { insertTicket, revokeUnused } from './tickets.store.ts'

/** Who acts as a user: at least an id of theirs, and whatever the app wants its tokens to say. */
export interface Actor {
  sub: string
  [claim: string]: unknown
}

export interface MadeTicket {
  row: TicketRow
  /** Shown once; only its hash is kept. */
  token: string
}

/** A longer wish is cut to this: acting as somebody else is for looking, not for living in. */
const mostActingSeconds = 3600

/** A single-use token that stands for the first factor. The policy still asks for the second (settled with the protocol). */
export function makeSignInToken(scope: Scope, userId: string, lifeSeconds: number): Promise<MadeTicket> {
  return make(
    scope,
    userId,
    lifeSeconds,
    { kind: 'sign_in', actor: null, session_seconds: null },
    'sign_in_token.created',
  )
}

/**
 * A single-use token with which somebody else signs in as the user, without any of the user's factors. The session names them in every
 * token, is short, cannot make a sensitive change, and stands in the audit trail (R79). The dashboard's instance takes no API key, so administrators are never impersonated (R130).
 */
export function makeActorToken(
  scope: Scope,
  wish: { userId: string; actor: Actor; lifeSeconds: number; sessionSeconds: number },
): Promise<MadeTicket> {
  if (wish.actor.sub === wish.userId) throw new AppError('form_param_format_invalid', { param_name: 'actor.sub' })
  const given = {
    kind: 'actor',
    actor: JSON.stringify(wish.actor),
    session_seconds: Math.min(wish.sessionSeconds, mostActingSeconds),
  } as const
  return make(scope, wish.userId, wish.lifeSeconds, given, 'actor_token.created')
}

async function make(
  scope: Scope,
  userId: string,
  lifeSeconds: number,
  given: Pick<TicketRow, 'kind' | 'actor' | 'session_seconds'>,
  event: string,
): Promise<MadeTicket> {
  const { context, now, instance } = scope
  const facts = await requireUser(scope, userId)
  const { user } = facts
  const secret = token(context.random)
  const row: TicketRow = {
    id: newId('tick', context),
    instance_id: instance.id,
    user_id: user.id,
    ...given,
    epoch: user.epoch,
    token_hash: hashToken(secret),
    created_at: now,
    expires_at: now + lifeSeconds * 1000,
    used_at: null,
    revoked_at: null,
  }
  const actor = given.actor === null ? {} : { actor: JSON.parse(given.actor) }
  await transact(context.db, async (trx) => {
    if (given.kind === 'actor') await requireSecond(trx, scope, 'impersonate', facts)
    await insertTicket(trx, row)
    await record(trx, scope, event, { actorId: 'backend', userId: user.id, details: { id: row.id, ...actor } })
  })
  return { row, token: secret }
}

/** Takes a token back that nobody has used yet. */
export async function revokeTicket(scope: Scope, id: string, kind: TicketRow['kind']): Promise<TicketRow> {
  return transact(scope.context.db, async (trx) => {
    const ticket = { id, instanceId: scope.instance.id, kind, now: scope.now }
    const row = await revokeUnused(trx, ticket)
    if (!row) throw new AppError('token_spent')
    const event = kind === 'actor' ? 'actor_token.revoked' : 'sign_in_token.revoked'
    await record(trx, scope, event, { actorId: 'backend', userId: row.user_id, details: { id: row.id } })
    return row
  })
}
