import { AppError } from '@countersign/contract'
import type { Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { ClientRow, Scope } from '../http/scope.ts'
import { hashToken } from '../lib/hashing.ts'
import { newId } from '../lib/ids.ts'
import { token } from '../lib/random.ts'
import { clientLife } from './clients.ts'
import { type Before, nextGeneration } from './past.ts'
import { holdToken, insertRenewal, insertShown, type RenewalRow, replaceToken } from './renewals.store.ts'
import { updateSession } from './sessions.store.ts'

/**
 * How long the answers of a proof may be on their way: longer than a request may take to arrive (the server gives it 30 seconds) plus the
 * one repeat that our SDK makes after it. Every second of it is one in which a copy of the old cookie can still read.
 */
export const overlap = 45_000

interface Renewed {
  /** Null for a client that this very request made: nobody else has its token. */
  token: string | null
  generation: number
  renewalId: string | null
}

const renewedIn = new WeakMap<Trx, Renewed>()

/**
 * Carries a proof: the client gets a new token first, in the same transaction, and what is proven belongs to the new one alone (R88). A
 * request whose own token was replaced since it came proves nothing: of two holders of one cookie only the first to prove goes on.
 */
export function inProof<R>(scope: Scope, before: Before, work: (trx: Trx) => Promise<R>): Promise<R> {
  return carry(scope, async (trx) => {
    await renewClient(trx, scope, before)
    return work(trx)
  })
}

/** As `inProof`, for work that may turn out to prove nothing; whoever opens a session in it renews the token there. */
export function mayProve<R>(scope: Scope, work: (trx: Trx) => Promise<R>): Promise<R> {
  return carry(scope, async (trx) => {
    await requireHeld(trx, scope)
    return work(trx)
  })
}

async function carry<R>(scope: Scope, work: (trx: Trx) => Promise<R>): Promise<R> {
  const [result, renewed] = await transact(scope.context.db, async (trx): Promise<[R, Renewed | undefined]> => {
    const done = await work(trx)
    return [done, renewedIn.get(trx)]
  })
  if (!renewed?.token) return result
  // The browser is told after the commit; until then nobody else has the token.
  scope.cookie.clientToken = renewed.token
  Object.assign(scope, { answering: renewed.renewalId, ownClientId: scope.client?.id })
  return result
}

/** Gives the client a new token, once in a transaction. Throws `client_renewed` when the request's own is not the client's any more. */
export async function renewClient(trx: Trx, scope: Scope, before: Before): Promise<Renewed> {
  const done = renewedIn.get(trx)
  if (done) return done
  const renewed = await renew(trx, scope, before)
  renewedIn.set(trx, renewed)
  return renewed
}

async function renew(trx: Trx, scope: Scope, before: Before): Promise<Renewed> {
  const { client, asFound = client, context, now } = scope
  const from = shownBy(scope)
  if (!client || !asFound || from === undefined)
    return { token: null, generation: client?.generation ?? 0, renewalId: null }
  const value = token(context.random)
  const to = hashToken(value)
  const generation = nextGeneration(client.generation)
  const replaced = { id: client.id, from, to, generation, cookieExpiresAt: now + clientLife }
  if (!(await replaceToken(trx, replaced))) throw new AppError('client_renewed')
  scope.held.push(to)
  const row = { ...rowOf(scope, client, from), to_hash: to, before: textOf(before, asFound) }
  // Until there is an answer: a browser that repeats after the server was killed in between still gets its new token.
  await insertRenewal(trx, { ...row, answer_sealed: sealAnswer(scope, row.id, { cookie: { clientToken: value } }) })
  if (before.session) await updateSession(trx, before.session.row.id, { generation })
  return { token: value, generation, renewalId: row.id }
}

/** Notes in the transaction that this request shows something once, so that its very same repeat is answered alike. */
export async function showOnce(trx: Trx, scope: Scope): Promise<void> {
  const { client, print } = scope
  const shown = shownBy(scope)
  if (!client || shown === undefined || print === undefined) return
  const row = rowOf(scope, client, shown)
  if (!(await insertShown(trx, { ...row, answer_sealed: sealAnswer(scope, row.id, { cookie: {} }) })))
    throw new AppError('client_renewed')
  scope.answering = row.id
}

/** Throws when a proof has replaced the token that the request came with; holds the client, so that none does before the commit. */
export async function requireHeld(trx: Trx, scope: Scope): Promise<void> {
  const hash = shownBy(scope)
  if (!scope.client || hash === undefined || renewedIn.has(trx)) return
  if (!(await holdToken(trx, { id: scope.client.id, hash }))) throw new AppError('client_renewed')
}

/** The token that the request came with; undefined when it made the one there is. */
function shownBy({ client, held: [shown], ownClientId }: Scope): string | undefined {
  return client === null || client.id === ownClientId ? undefined : shown
}

function rowOf({ context, instance, now, print }: Scope, client: ClientRow, from: string): RenewalRow {
  const id = newId('rnw', context)
  return {
    id,
    instance_id: instance.id,
    client_id: client.id,
    generation: client.generation,
    from_hash: from,
    to_hash: from,
    // A request that is not compared is like no other.
    request_mac: print === undefined ? id : context.keyring.mac('request', print),
    misses: 0,
    before: '{}',
    answer_sealed: '',
    answered_at: null,
    created_at: now,
    expires_at: now + overlap,
  }
}

function textOf({ signIn, signUp, session }: Before, { token_hash: _, ...client }: ClientRow): string {
  // The view asks whether there is a password, and the hash is nobody's business.
  const password_hash = signUp?.password_hash ? '' : null
  return JSON.stringify({ client, signIn, signUp: signUp && { ...signUp, password_hash }, session })
}

export function sealAnswer({ context, instance }: Scope, id: string, answer: object): string {
  return context.keyring.seal(JSON.stringify(answer), { purpose: 'answer', row: id, owner: instance.id })
}
