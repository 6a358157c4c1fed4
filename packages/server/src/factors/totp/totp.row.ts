import type { Scope } from '../../http/scope.ts'
import { newId } from '../../lib/ids.ts'
import type { TotpRow } from './totp.store.ts'

type Rest = Partial<Omit<TotpRow, 'id' | 'instance_id' | 'user_id' | 'secret_sealed'>>

/** An authenticator app with its secret sealed to its own row. It is unconfirmed unless `rest` says otherwise. */
export function newTotp(
  { context, instance, now }: Pick<Scope, 'context' | 'now'> & { instance: { id: string } },
  userId: string,
  secret: string,
  rest: Rest,
): TotpRow {
  const id = newId('totp', context)
  return {
    id,
    instance_id: instance.id,
    user_id: userId,
    name: null,
    secret_sealed: context.keyring.seal(secret, { purpose: 'totp', row: id, owner: userId }),
    last_step: 0,
    drift: 0,
    lean: 0,
    confirmed_at: null,
    session_id: null,
    expires_at: null,
    replaces: null,
    last_used_at: null,
    created_at: now,
    updated_at: now,
    ...rest,
  }
}
