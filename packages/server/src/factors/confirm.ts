import { AppError } from '@countersign/contract'
import { usedBefore } from '../audit/failed.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { hasUsedCode } from '../messages/codes.store.ts'
import type { Attempt, Factor, Proof } from './factor.ts'

/**
 * Where an account has had too many wrong codes today, one right code could be a lucky guess: it is used up, and another one is sent to the same
 * place. Resolves once this is the second right code of the attempt; a guesser would have to guess both.
 */
export async function confirmBySecondCode(scope: Scope, factor: Factor, attempt: Attempt, proof: Proof): Promise<void> {
  const { db } = scope.context
  const purpose = factor.strategy.startsWith('reset_password') ? 'reset_password' : attempt.purpose
  if (await hasUsedCode(db, purpose, attempt.id)) return
  await transact(db, async (trx) => {
    if (!(await proof.claim(trx))) throw new AppError('form_code_incorrect', {}, { cause: usedBefore })
  })
  // A code was sent to an address or a number of the user.
  const id = proof.identificationId!
  await factor.prepare?.(scope, attempt, proof.category === 'phone' ? { phoneNumberId: id } : { emailAddressId: id })
  throw new AppError('second_code_sent')
}
