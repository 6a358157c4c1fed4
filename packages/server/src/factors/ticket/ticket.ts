import { AppError } from '@countersign/contract'
import { hashToken } from '../../lib/hashing.ts'
import { type Factor, requireInput } from '../factor.ts'
import { claimTicket } from './ticket.store.ts'

/** A single-use ticket stands for the first factor only; the policy still asks for the second. */
export const ticket: Factor = {
  strategy: 'ticket',
  level: 'first',
  category: 'ticket',
  offers: () => [],
  check: (input) => void requireInput(input, 'ticket'),
  async verify(scope, { facts }, input) {
    if (!facts) throw new AppError('attempt_expired')
    const userId = facts.user.id
    const hash = hashToken(requireInput(input, 'ticket'))
    return {
      strategy: 'ticket',
      category: 'ticket',
      identificationId: null,
      claim: (trx) => claimTicket(trx, { hash, userId, instanceId: scope.instance.id, now: scope.now }),
    }
  },
}
