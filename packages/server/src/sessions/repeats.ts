import { setTimeout as wait } from 'node:timers/promises'
import { AppError, type ErrorCode } from '@countersign/contract'
import { transact } from '../db/transact.ts'
import type { CookieChange } from '../http/cookies.ts'
import type { Told } from '../http/doors.ts'
import type { Scope } from '../http/scope.ts'
import { findClientById } from './clients.store.ts'
import { sealAnswer } from './renewal.ts'
import { countMiss, findAnswers, findRenewal, type RenewalRow, storeAnswer, takeMissBack } from './renewals.store.ts'

interface Kept extends Told {
  cookie: CookieChange
  /** The request was refused after its proof had counted. */
  error?: ErrorCode
}

/** As many as the tries of one sent code less two: a repeat that is compared is a guess at what was proven. */
const mostMisses = 3
const looks = 40
const betweenLooks = 50

const running = new Map<string, Promise<unknown>>()

/**
 * Answers a confirming request once. Its very same repeat gets the very same answer: at the same time, after the answer was lost with the
 * old cookie, or with the new one. Everything else that comes with an old token is refused.
 */
export async function answerOnce(scope: Scope, print: string, answer: () => Promise<Told>): Promise<Told> {
  if (scope.past) {
    const told = await repeated(scope, print)
    if (told) return told
    throw new AppError('client_renewed')
  }
  scope.print = print
  return inTurn(`${scope.held[0]} ${print}`, async (isRepeat) => {
    const earlier = isRepeat ? await repeated(scope, print) : null
    return earlier ?? firstAnswer(scope, print, answer)
  })
}

async function firstAnswer(scope: Scope, print: string, answer: () => Promise<Told>): Promise<Told> {
  let told: Told
  try {
    told = await answer()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (scope.answering) await keep(scope, scope.answering, { cookie: scope.cookie, error: error.code as ErrorCode })
    const mayRepeat = !scope.answering && (scope.isLetThrough || error.code === 'client_renewed')
    const earlier = mayRepeat ? await repeated(scope, print) : null
    if (earlier) return earlier
    throw error
  }
  // Nothing was done by it: what a repeat finds done already.
  if (!scope.answering) return (await repeated(scope, print)) ?? told
  await keep(scope, scope.answering, { ...told, cookie: scope.cookie })
  return told
}

/** Those of one process wait for each other, so that only the first is evaluated; across processes the database decides. */
async function inTurn<R>(key: string, work: (isRepeat: boolean) => Promise<R>): Promise<R> {
  const before = running.get(key)
  const mine = (before ?? Promise.resolve()).then(
    () => work(before !== undefined),
    () => work(true),
  )
  running.set(key, mine)
  try {
    return await mine
  } finally {
    if (running.get(key) === mine) running.delete(key)
  }
}

async function keep(scope: Scope, id: string, answer: Kept): Promise<void> {
  await storeAnswer(scope.context.db, { id, sealed: sealAnswer(scope, id, answer), at: scope.now })
}

/** The answer to the very same request, if this token was given up or made by it. */
async function repeated(scope: Scope, print: string): Promise<Told | null> {
  const {
    context,
    instance,
    now,
    held: [hash = ''],
  } = scope
  for (const row of await findAnswers(context.db, { hash, instanceId: instance.id, now })) {
    const isOld = row.from_hash === hash && row.to_hash !== hash
    // What was shown once without a proof is for the holder of the token there is.
    if (scope.past && !isOld) continue
    const isSame = () => context.keyring.isMac('request', print, row.request_mac)
    if (isOld ? await compareCounted(scope, row, isSame) : isSame())
      return replay(scope, await whenAnswered(scope, row))
  }
  return null
}

function compareCounted({ context }: Scope, row: RenewalRow, isSame: () => boolean): Promise<boolean> {
  return transact(context.db, async (trx) => {
    if (!(await countMiss(trx, row.id, mostMisses)) || !isSame()) return false
    await takeMissBack(trx, row.id)
    return true
  })
}

async function whenAnswered({ context }: Scope, row: RenewalRow): Promise<RenewalRow> {
  let latest = row
  for (let look = 0; latest.answered_at === null && look < looks; look++) {
    await wait(betweenLooks)
    latest = { ...latest, ...(await findRenewal(context.db, row.id)) }
  }
  return latest
}

async function replay(scope: Scope, row: RenewalRow): Promise<Told> {
  const { context, instance } = scope
  const sealed = context.keyring.open(row.answer_sealed, { purpose: 'answer', row: row.id, owner: instance.id })
  const { cookie, error, ...told }: Kept = JSON.parse(sealed)
  const client = await findClientById(context.db, row.client_id)
  // Another proof came since: its cookie is the browser's, and an older one must not take its place.
  const isCurrent = client?.token_hash === row.to_hash
  Object.assign(scope, { cookie: isCurrent ? cookie : {}, client: null, past: null })
  if (error) throw new AppError(error as 'mfa_enrolment_overdue')
  if (row.answered_at === null) throw new AppError('client_renewed')
  return told
}
