import { AppError } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Instance } from '../instances/instance.ts'
import { hashToken } from '../lib/hashing.ts'
import { newId } from '../lib/ids.ts'
import { token } from '../lib/random.ts'
import { newUser } from '../users/new-user.ts'
import { insertUser } from '../users/users.store.ts'
import { findAccount, hasEnrolledAdministrator, putAdministrator, replaceTicket } from './administrators.store.ts'

/** The first administrator's username when none is given. */
export const firstAdministrator = { username: 'operator', key: 'operator' }
const hour = 60 * 60_000
export const linkLife = hour
export const invitationLife = 72 * hour

/** What administrators are made in: the dashboard's instance, at a time, on behalf of someone. */
export interface AdministratorScope {
  context: Context
  now: number
  instance: Pick<Instance, 'id'>
}

export interface AdministratorName {
  username: string
  key: string
}

export interface AdministratorLink {
  url: string
  expiresAt: number
  userId: string
}

/** Whether no administrator can finish a sign-in yet, so that a start has to offer a link. */
export async function needsAdministrator(context: Context): Promise<boolean> {
  return !(await hasEnrolledAdministrator(context.db))
}

/** A link by a command on the server, valid for an hour (R50). There is no default password: who can run this has the machine. */
export function makeAdministratorLink(
  context: Context,
  instance: Pick<Instance, 'id'>,
  name: AdministratorName = firstAdministrator,
): Promise<AdministratorLink> {
  const scope = { context, now: context.clock.now(), instance }
  return makeLink(scope, name, { by: 'machine', life: linkLife, event: 'operator_link.created' })
}

/** An invitation: a record and a link for an account that nobody has yet. Throws `form_identifier_exists` for an administrator's name. */
export async function inviteAdministrator(
  scope: AdministratorScope,
  name: AdministratorName,
  by: string,
): Promise<AdministratorLink> {
  const account = await findAccount(scope.context.db, scope.instance.id, name.key)
  if (account?.record === 'live') throw new AppError('form_identifier_exists', {}, { meta: { param_name: 'name' } })
  return makeLink(scope, name, { by, life: invitationLife, event: 'administrator.invited' })
}

/**
 * The ticket stands in the fragment, which browsers send to nobody, and replaces the first factor only. An account that was not created as
 * an administrator is never made one: its password and factors are a stranger's.
 */
async function makeLink(
  scope: AdministratorScope,
  { username, key }: AdministratorName,
  { by, life, event }: { by: string; life: number; event: 'operator_link.created' | 'administrator.invited' },
): Promise<AdministratorLink> {
  const { context, now, instance } = scope
  const ticket = token(context.random)
  const expiresAt = now + life
  const write = async (trx: Trx): Promise<string> => {
    const account = await findAccount(trx, instance.id, key)
    if (account?.record === 'none') throw new AppError('administrator_unrecorded', { name: username })
    const userId = account?.id ?? (await insertAccount(trx, scope, { username, key }, by))
    if (account?.record !== 'live') {
      await putAdministrator(trx, { userId, by, now })
      await record(trx, scope, 'administrator.added', { userId, actorId: by })
    }
    await replaceTicket(trx, {
      id: newId('tick', context),
      instance_id: instance.id,
      user_id: userId,
      token_hash: hashToken(ticket),
      created_at: now,
      expires_at: expiresAt,
      used_at: null,
    })
    await record(trx, scope, event, { userId, actorId: by })
    return userId
  }
  const userId = await transact(context.db, write).catch((error: unknown) => {
    // Servers that start together on a new database both find no administrator; the slower one finds the faster one's now.
    if (!(error instanceof AppError) || error.code !== 'form_identifier_exists') throw error
    return transact(context.db, write)
  })
  return { url: `${context.config.url}/dashboard#ticket=${ticket}`, expiresAt, userId }
}

async function insertAccount(
  trx: Trx,
  scope: AdministratorScope,
  { username, key }: AdministratorName,
  by: string,
): Promise<string> {
  const user = newUser(scope, { username, username_key: key })
  await insertUser(trx, user)
  await record(trx, scope, 'user.created', { userId: user.id, actorId: by })
  return user.id
}
