import { AppError } from '@countersign/contract'
import type { Scope } from '../../http/scope.ts'
import { takeBackupTry } from '../../limits/backup-tries.ts'
import { orGivenBack } from '../../limits/verdict.ts'
import { hasSecondFactor } from '../../policy/second-step.ts'
import { type Attempt, type Factor, type FactorInput, type Proof, requireInput } from '../factor.ts'
import { isWellTyped, readBackupCode } from './backup-code.code.ts'
import { backupCodeMatcher } from './backup-code.hash.ts'
import { claimBackupCode, findSet, unusedCodes } from './backup-code.store.ts'
import { proofByHelpDesk } from './help-desk.ts'

export const backupCode: Factor = {
  strategy: 'backup_code',
  level: 'second',
  category: 'saved_code',

  /** Only while the user has an unused code, and only beside another second factor (S20, S48). A code of the help desk counts as one. */
  offers: (facts, settings) => {
    const hasOwn = settings.multi_factor.backup_code && facts.backupCodesLeft > 0
    return (hasOwn || facts.helpDeskCodes > 0) && hasSecondFactor(facts, settings) ? [{ strategy: 'backup_code' }] : []
  },

  check: (input, { facts }) => checkTyping(input, facts?.hasCheckedCodes === true),

  async verify(scope, attempt, input) {
    const code = requireBackupCode(requireInput(input, 'code'))
    // Its own limit beside the shared counter: three failures an hour (R30). Charged first, given back by the claim.
    const tries = await takeBackupTry(scope, attempt.facts?.user.id ?? attempt.identifierKey)
    const proof = await orGivenBack(scope, proofBy(scope, attempt, code), tries.giveBack)
    if (!proof) throw new AppError('form_code_incorrect')
    return { ...proof, claim: async (trx) => (await proof.claim(trx)) && (await tries.giveBack(trx)) }
  },
}

async function proofBy(scope: Scope, attempt: Attempt, code: string): Promise<Proof | null> {
  const helped = await proofByHelpDesk(scope, attempt, code)
  if (helped) return helped
  const id = await matchBackupCode(scope, attempt.facts, code)
  if (id === null) return null
  return {
    strategy: 'backup_code',
    category: 'saved_code',
    identificationId: null,
    claim: (trx) => claimBackupCode(trx, id, scope.now),
  }
}

/** A typo is told before anything is charged, where the set can tell one: nobody loses a try to a slip. */
export function checkTyping(input: FactorInput, isChecked: boolean): void {
  const code = requireBackupCode(requireInput(input, 'code'))
  if (isChecked && !isWellTyped(code)) throw new AppError('backup_code_mistyped')
}

/** Throws `backup_code_malformed`, with and without an account alike: no set has codes of that form. */
export function requireBackupCode(input: string): string {
  const code = readBackupCode(input)
  if (code === null) throw new AppError('backup_code_malformed')
  return code
}

/** The unused code of the user's set that this is; it is not used up by that. */
export async function matchBackupCode(
  { context: { db, keyring } }: Scope,
  facts: Attempt['facts'],
  code: string,
): Promise<string | null> {
  const set = facts ? await findSet(db, facts.user.id) : undefined
  if (!set) return null
  const isCode = await backupCodeMatcher(keyring, set.salt, code)
  let match: string | null = null
  for (const row of await unusedCodes(db, set.id)) if (isCode(row.code_mac)) match = row.id
  return match
}
