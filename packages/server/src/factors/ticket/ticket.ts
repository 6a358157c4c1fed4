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
  async verify(scope, _attempt, input) {
    const hash = hashToken(requireInput(input, 'ticket'))
    return {
      strategy: 'ticket',
      category: 'ticket',
      identificationId: null,
      claim: (trx) => claimTicket(trx, { hash, instanceId: scope.instance.id, now: scope.now }),
    }
  },
}
