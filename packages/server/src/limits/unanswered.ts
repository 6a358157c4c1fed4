import { AppError } from '@countersign/contract'
import type { Trx } from '../db/open.ts'
import type { VerificationTable } from '../db/tables/attempt.ts'
import type { Scope } from '../http/scope.ts'
import { addressOf, factorOf } from './address.ts'
import type { Asker } from './asker.ts'
import { giveBackSince, takeEach } from './windows.store.ts'

const minute = 60_000
const hour = 60 * minute

/**
 * Takes one from the codes that an address has sent and that nobody has typed in yet (R135). A right code gives its own back, so an office where
 * everybody signs in of a morning is not held up, and an address that only ever sends is. Somebody who proved something before, or in a
 * browser they are known in, takes nothing: their budget is their own.
 */
export async function takeUnanswered(trx: Trx, scope: Scope, asker: Asker): Promise<void> {
  let wait = 0
  const takes = windowsOf(scope, asker).map(({ name, length, most }) => {
    return { key: `${addressOf(scope)}|${name}`, length, most: most * factorOf(scope) }
  })
  for (const [index, { isWithin, windowStart }] of (await takeEach(trx, takes, scope.now)).entries()) {
    if (!isWithin) wait = Math.max(wait, windowStart + (takes[index]?.length ?? 0) - scope.now)
  }
  if (wait > 0) throw new AppError('too_many_requests', { seconds: Math.ceil(wait / 1000) })
}

/** A code was right: what it took from the address that asked for it goes back, from wherever it was typed in. */
export async function giveBackUnanswered(
  trx: Trx,
  { asked_by, asked_from, sent_at }: Pick<VerificationTable, 'asked_by' | 'asked_from' | 'sent_at'>,
): Promise<void> {
  for (const name of namesOf(asked_by ?? '')) await giveBackSince(trx, `${asked_from}|${name}`, sent_at)
}

const names = { stranger: ['unanswered|hour'], newcomer: ['unanswered-new|10 minutes', 'unanswered-new|hour'] } as const

function namesOf(askedBy: string): readonly string[] {
  if (askedBy.startsWith('stranger')) return names.stranger
  return askedBy === 'newcomer' ? names.newcomer : []
}

interface Window {
  name: string
  length: number
  most: number
}

/** A message to an address that nobody verified may reach a person who never heard of the app, so there are fewer of them. */
function windowsOf({ instance }: Scope, { kind }: Asker): Window[] {
  const { codes, new_destinations: toNew } = instance.settings.limits
  if (kind === 'stranger') return [{ name: names.stranger[0], length: hour, most: codes }]
  if (kind !== 'newcomer') return []
  return [
    { name: names.newcomer[0], length: 10 * minute, most: Math.ceil(toNew / 3) },
    { name: names.newcomer[1], length: hour, most: toNew },
  ]
}
