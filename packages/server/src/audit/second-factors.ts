import { atLast } from '../db/at-last.ts'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { loadFacts } from '../users/facts.store.ts'
import { reservedPhones, type UserFacts } from '../users/facts.ts'
import { record } from './audit.ts'

/** What a user has for the second step, whether or not the operator has it switched on. */
export function secondFactorsOf(facts: UserFacts): string[] {
  return [
    ...(facts.totp ? ['totp'] : []),
    ...(reservedPhones(facts).length > 0 ? ['phone_code'] : []),
    ...(facts.passkeys.length > 0 ? ['passkey'] : []),
    ...(facts.backupCodesLeft > 0 ? ['backup_code'] : []),
  ]
}

/**
 * Writes down which second factors a change took and brought, whoever made it and by whatever way. From these entries follows who had which
 * on any day that the log reaches back to.
 */
export function noteFactors(trx: Trx, scope: Scope, before: UserFacts): void {
  const { id } = before.user
  atLast(trx, `second factors of ${id}`, async () => {
    const after = await loadFacts(trx, scope.instance.id, id)
    const [from, to] = [secondFactorsOf(before), after ? secondFactorsOf(after) : []]
    if (from.join() === to.join()) return
    await record(trx, scope, 'second_factors.changed', { userId: id, actorId: 'machine', details: { from, to } })
  })
}
