import { AppError } from '@countersign/contract'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { addressOf, factorOf } from '../limits/address.ts'
import type { Asker } from '../limits/asker.ts'
import { readWindow, takeOne } from '../limits/windows.store.ts'
import type { VerificationRow } from './codes.store.ts'

const hour = 3_600_000
/** The same share that a range of numbers needs (`conversion.ts`). */
const leastAnswered = 0.2
/**
 * Messages of one address before it is judged. To numbers that nobody verified, as many as an address could send in ten minutes at any time; to
 * verified ones, so many that an office whose phones are all on the way is not taken for a pump.
 */
const least: Partial<Record<Asker['kind'], number>> = { newcomer: 10, stranger: 60 }

/**
 * Counts a message against the address that asked for it, and refuses addresses that only ever send: a pump spread over countries and ranges comes
 * from somewhere (R136). Not a pause: as soon as enough of the codes are typed in, the address may send again.
 */
export async function takeFromSender(trx: Trx, scope: Scope, { kind }: Asker): Promise<void> {
  const before = least[kind]
  if (before === undefined) return
  const { count, windowStart } = await countOne(trx, scope, keyOf(scope, addressOf(scope), kind))
  if (count <= before * factorOf(scope)) return
  const key = keyOf(scope, addressOf(scope), `${kind}|answered|${windowStart}`)
  const answered = (await readWindow(trx, key, scope.now))?.count ?? 0
  // The last one has had no time to be answered.
  if (answered >= leastAnswered * (count - 1)) return
  throw new AppError('sms_paused', { minutes: Math.max(1, Math.ceil((windowStart + hour - scope.now) / 60_000)) })
}

const keyOf = ({ instance }: Scope, address: string, what: string) => `sms|${instance.id}|${address}|${what}`

function countOne(trx: Trx, { now }: Scope, key: string) {
  return takeOne(trx, { key, now, length: hour, most: Number.MAX_SAFE_INTEGER })
}

/** A code was typed in: the address that had asked for it has readers. */
export async function noteSenderAnswer(
  trx: Trx,
  scope: Scope,
  { asked_by, asked_from }: Pick<VerificationRow, 'asked_by' | 'asked_from'>,
): Promise<void> {
  const kind = asked_by?.split(' ', 1)[0] ?? ''
  if (!(kind in least) || asked_from === null) return
  const sent = await readWindow(trx, keyOf(scope, asked_from, kind), scope.now)
  if (sent) await countOne(trx, scope, keyOf(scope, asked_from, `${kind}|answered|${sent.window_start}`))
}
