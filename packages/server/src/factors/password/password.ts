import { AppError } from '@countersign/contract'
import { isCompromised } from '../../users/facts.ts'
import { alikeFor } from '../../users/foreign-passwords.ts'
import { type Factor, requireInput } from '../factor.ts'
import { replaceHash } from './password.store.ts'

export const password: Factor = {
  strategy: 'password',
  level: 'first',
  category: 'knowledge',

  offers: (facts, settings) =>
    facts.user.password_hash && settings.first_factors.password ? [{ strategy: 'password' }] : [],

  check: (input) => void requireInput(input, 'password'),

  async verify(scope, attempt, input) {
    const given = requireInput(input, 'password')
    const { hasher } = scope.context
    const user = attempt.facts?.user
    const alike = await alikeFor(scope, attempt.identifierKey)
    if (!user?.password_hash) {
      // The same work for an account that does not exist or has no password, so that time tells nothing (R44).
      await hasher.burn(given, alike)
      throw passwordIncorrect(scope.instance.settings.enumeration_protection)
    }
    const { isRight, needsRehash } = await hasher.verify(given, user.password_hash, alike)
    if (!isRight) throw passwordIncorrect(scope.instance.settings.enumeration_protection)
    // Whoever knows it may not be the user; a reset goes to an address of theirs.
    if (isCompromised(user)) throw new AppError('form_password_compromised')
    // Told only to somebody who knew it: whoever made the change that was undone may be one of them.
    if (user.password_void_at !== null) throw new AppError('form_password_void')
    const replacement = needsRehash ? await hasher.hash(given) : null
    const old = user.password_hash
    return {
      strategy: 'password',
      category: 'knowledge',
      identificationId: null,
      claim: async (trx) => {
        if (replacement) await replaceHash(trx, user.id, old, replacement)
        return true
      },
    }
  },
}

/** Which half was wrong is told only where the operator chose to (R109). */
function passwordIncorrect(isProtected: boolean): AppError {
  return isProtected ? new AppError('form_password_or_identifier_incorrect') : new AppError('form_password_incorrect')
}
