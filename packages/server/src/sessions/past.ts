import type { ClientRow, Past, PastSession, Scope, SessionRow, SignInRow, SignUpRow } from '../http/scope.ts'
import { findClientById } from './clients.store.ts'
import { findGivenUp, renewalsSince } from './renewals.store.ts'

/** What a proof is about to change, as it was. */
export interface Before {
  signIn?: SignInRow | undefined
  signUp?: SignUpRow | undefined
  session?: PastSession | undefined
}

/** What the holder of a token that a proof replaced may read for a moment: the client as it was before, and nothing that came since. */
export async function pastOf(
  scope: Pick<Scope, 'context' | 'instance' | 'now'>,
  hash: string,
): Promise<{ client: ClientRow; past: Past } | null> {
  const { db } = scope.context
  const row = await findGivenUp(db, { hash, instanceId: scope.instance.id, now: scope.now })
  if (!row) return null
  const all = (await renewalsSince(db, row.client_id, row.generation)).map(
    ({ before }): Before & { client: ClientRow } => JSON.parse(before),
  )
  const [first] = all
  const now = await findClientById(db, row.client_id)
  // Forgotten since: then the old token is as dead as the new one.
  if (!first || !now || now.cookie_expires_at <= scope.now) return null
  const past: Past = { generation: row.generation, sessions: new Map(), signIns: new Map(), signUps: new Map() }
  // The oldest note of each is how it was.
  for (const { signIn, signUp, session } of all.reverse()) {
    if (signIn) past.signIns.set(signIn.id, signIn)
    if (signUp) past.signUps.set(signUp.id, signUp)
    if (session) past.sessions.set(session.row.id, session)
  }
  return { client: { ...first.client, token_hash: hash }, past }
}

/** The sessions among these that the request may see, as it may see them: with an old token, none that was opened since and no fresher proof. */
export function asSeen<Row extends SessionRow>({ past }: Pick<Scope, 'past'>, rows: readonly Row[]): Row[] {
  if (!past) return [...rows]
  return rows
    .map((row) => {
      const before = past.sessions.get(row.id)
      return before ? { ...row, ...provenPart(before.row), tasksBefore: before.tasks } : row
    })
    .filter((row) => row.generation <= past.generation)
}

function provenPart(row: SessionRow) {
  const { first_strategy, first_verified_at, second_strategy, second_verified_at } = row
  const { owes_verification, recovery_id, mfa_skipped, generation } = row
  return {
    ...{ first_strategy, first_verified_at, second_strategy, second_verified_at },
    ...{ owes_verification, recovery_id, mfa_skipped, generation },
  }
}

/** The generation that a proof makes. Each has a token of its own, and only the newest one carries on what was proven. */
export function nextGeneration(generation: number): number {
  return generation + 1
}

/** Whether the holder of these is the holder of the token there is. */
export function holdsToken(held: readonly string[], current: string): boolean {
  return held.includes(current)
}

/** Whether the client's token is still one that this request holds. */
export async function isHeld({ context, client, held }: Pick<Scope, 'context' | 'client' | 'held'>): Promise<boolean> {
  const row = client && (await findClientById(context.db, client.id))
  return !row || holdsToken(held, row.token_hash)
}
