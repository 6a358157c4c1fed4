import type { Context } from '../context.ts'
import { loadManyFacts } from '../users/facts.store.ts'
import { factorsAt } from './factors-at.ts'
import { deletedSince, factorEvents } from './list.store.ts'
import { secondFactorsOf } from './second-factors.ts'

export interface MfaLine {
  user_id: string
  had_mfa: boolean
  second_factors: readonly string[]
}

/** Who had a second factor on a day: those of `userIds` who were there then. Backup codes alone are none. */
export async function mfaAt(context: Context, instanceId: string, at: number, userIds: string[]): Promise<MfaLine[]> {
  const [facts, events] = await Promise.all([
    loadManyFacts(context.db, instanceId, userIds),
    factorEvents(context.db, instanceId, userIds),
  ])
  const present = new Map(facts.map((each) => [each.user.id, each]))
  return userIds.flatMap((id) => {
    const user = present.get(id)
    const own = events.filter((entry) => entry.user_id === id)
    const isYounger = (user?.user.created_at ?? 0) > at
    const kinds = isYounger ? undefined : factorsAt(at, own, user ? secondFactorsOf(user) : null)
    if (kinds === undefined) return []
    return [{ user_id: id, had_mfa: kinds.some((kind) => kind !== 'backup_code'), second_factors: kinds }]
  })
}

export { deletedSince }
