import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import type { Asker } from '../limits/asker.ts'
import { endWindow, takeOne } from '../limits/windows.store.ts'

const day = 86_400_000
/** Codes in a row that the owner of a number may leave unanswered in a day, as when messages are late. */
const mostInARow = 3

const keyOf = ({ instance, context }: Scope, number: string) =>
  `sms|${instance.id}|${context.keyring.mac('limit', `standing|${number}`)}`

/**
 * Whether this message belongs to the owner of a verified number: asked for in a browser they are known in or after a first factor, and codes to
 * the number are typed in. Pausing a range or a country, and the share of the budget that is open to strangers, do not stop it. Numbers that
 * are verified only to be sent codes to lose this after three, and are judged with everybody else (R136).
 */
export async function hasStanding(trx: Trx, scope: Scope, number: string, { kind }: Asker): Promise<boolean> {
  if (kind === 'stranger' || kind === 'newcomer') return false
  const { isWithin } = await takeOne(trx, { key: keyOf(scope, number), now: scope.now, length: day, most: mostInARow })
  return isWithin
}

/** A code to the number was typed in. */
export function restoreStanding(trx: Trx, scope: Scope, number: string): Promise<void> {
  return endWindow(trx, keyOf(scope, number))
}
