import type { Db, Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import type { Scope } from '../http/scope.ts'
import { idTail } from '../lib/ids.ts'
import { idTailOf, nobody, toFacts, usersWithFactors } from './facts.store.ts'
import type { UserFacts } from './facts.ts'

interface Named {
  instanceId: string
  userId: string
  tail: string
}

/**
 * The user, or else a stand-in: the account of the instance whose id ends with the next characters after `tail`. Reading an account with its
 * factors takes several times the work of finding none.
 */
const userOrStandIn = prepared((db, { instanceId, userId, tail }: Named) =>
  usersWithFactors(db, instanceId).where('users.id', '=', (eb) => {
    const account = eb.selectFrom('users as other').select('other.id').where('other.instance_id', '=', instanceId)
    const byTail = account.orderBy(idTailOf('other')).limit(1)
    return eb.fn.coalesce(account.where('other.id', '=', userId), byTail.where(idTailOf('other'), '>=', tail), byTail)
  }),
)

/**
 * The user behind an identifier that was typed, or null where no account has it. In that case another account is read in the same statement
 * and dropped, so that the work is that of an account of this instance (R110). Which one follows from the identifier and a secret: asked
 * again, an identifier takes the work it took before, as an account would.
 */
export async function loadNamed(
  db: Db | Trx,
  { instance, context }: Pick<Scope, 'instance' | 'context'>,
  { userId, identifier }: { userId: string | null; identifier: string },
): Promise<UserFacts | null> {
  const mac = context.keyring.mac('identifier', `${instance.id}|stand-in|${identifier}`)
  const tail = idTail(Buffer.from(mac, 'base64url').subarray(0, 16))
  const [row] = await userOrStandIn(db, { instanceId: instance.id, userId: userId ?? nobody, tail })
  const facts = row ? toFacts(row) : null
  return facts !== null && facts.user.id === userId ? facts : null
}
