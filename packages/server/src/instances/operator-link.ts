import { AppError } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import { hashToken } from '../lib/hashing.ts'
import { newId } from '../lib/ids.ts'
import { token } from '../lib/random.ts'
import { newUser } from '../users/new-user.ts'
import { insertUser } from '../users/users.store.ts'
import type { Instance } from './instance.ts'
import { findUserByKey, hasEnrolledUser, replaceTicket } from './operator-link.store.ts'

/** Who it is when nobody says a name. */
const firstOperator = { username: 'operator', key: 'operator' }
const lifeMilliseconds = 60 * 60_000

/** Whether nobody can finish an operator's sign-in yet, so that a start has to offer a link. */
export async function needsOperator(context: Context, dashboard: Instance): Promise<boolean> {
  return !(await hasEnrolledUser(context.db, dashboard.id))
}

/**
 * A link that signs an operator in once, within an hour (R50). There is no default password: whoever can run this has the machine.
 * The ticket stands in the fragment, which browsers send to nobody, and replaces the first factor only.
 */
export async function makeOperatorLink(
  context: Context,
  dashboard: Instance,
  { username, key }: { username: string; key: string } = firstOperator,
): Promise<{ url: string; expiresAt: number }> {
  const now = context.clock.now()
  const scope = { context, now, instance: dashboard }
  const ticket = token(context.random)
  const expiresAt = now + lifeMilliseconds
  const write = async (trx: Trx) => {
    let userId = await findUserByKey(trx, dashboard.id, key)
    if (userId === null) {
      const user = newUser(scope, { username, username_key: key })
      await insertUser(trx, user)
      await record(trx, scope, 'user.created', { userId: user.id, actorId: 'machine' })
      userId = user.id
    }
    await replaceTicket(trx, {
      id: newId('tick', context),
      instance_id: dashboard.id,
      user_id: userId,
      token_hash: hashToken(ticket),
      created_at: now,
      expires_at: expiresAt,
      used_at: null,
    })
    await record(trx, scope, 'operator_link.created', { userId, actorId: 'machine' })
  }
  try {
    await transact(context.db, write)
  } catch (error) {
    // Servers that start together on a new database both find no operator; the slower one finds the faster one's now.
    if (!(error instanceof AppError) || error.code !== 'form_identifier_exists') throw error
    await transact(context.db, write)
  }
  return { url: `${context.config.url}/dashboard#ticket=${ticket}`, expiresAt }
}
