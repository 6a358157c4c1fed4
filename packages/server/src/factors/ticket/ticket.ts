import { AppError } from '@countersign/contract'
import { hashToken } from '../../lib/hashing.ts'
import type { Factor } from '../factor.ts'
import { claimTicket } from './ticket.store.ts'

/** A single-use ticket stands for the first factor only; the policy still asks for the second. */
export const ticket: Factor = {
  strategy: 'ticket',
  level: 'first',
  category: 'ticket',
  offers: () => [],
  check(input) {
    if (!input.ticket) throw new AppError('form_param_missing', { param_name: 'ticket' })
  },
  async verify(scope, _attempt, input) {
    const hash = hashToken(input.ticket ?? '')
    return {
      strategy: 'ticket',
      category: 'ticket',
      identificationId: null,
      claim: (trx) => claimTicket(trx, { hash, instanceId: scope.instance.id, now: scope.now }),
    }
  },
}
