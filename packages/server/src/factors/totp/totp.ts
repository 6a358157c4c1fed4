import { AppError } from '@countersign/contract'
import { usedBefore } from '../../audit/failed.ts'
import type { Scope } from '../../http/scope.ts'
import type { Factor } from '../factor.ts'
import { fromBase32 } from './base32.ts'
import { matchStep, readTotpCode } from './totp.code.ts'
import { claimStep, findConfirmedTotp, type TotpRow } from './totp.store.ts'

export const totp: Factor = {
  strategy: 'totp',
  level: 'second',
  category: 'device',

  offers: (facts, settings) => (facts.totp && settings.multi_factor.totp ? [{ strategy: 'totp' }] : []),

  check: (input) => void requireTotpCode(input.code),

  async verify(scope, attempt, input) {
    const code = requireTotpCode(input.code)
    const row = attempt.facts ? await findConfirmedTotp(scope.context.db, attempt.facts.user.id) : undefined
    if (!row) throw new AppError('form_code_incorrect')
    const step = matchStep(openSecret(scope, row), code, scope.now)
    // Wrong, too old and used before read alike (R11); a used step is also caught here early, the claim decides.
    if (step === null) throw new AppError('form_code_incorrect')
    if (step <= row.last_step) throw new AppError('form_code_incorrect', {}, { cause: usedBefore })
    return {
      strategy: 'totp',
      category: 'device',
      identificationId: null,
      claim: (trx) => claimStep(trx, { id: row.id, step, now: scope.now, sealed: renewed(scope, row) }),
    }
  },
}

/** The six digits, or the error for what is not a code at all; such input is refused before it counts as a guess (R9). */
export function requireTotpCode(input: string | undefined): string {
  if (input === undefined || input === '') throw new AppError('form_param_missing', { param_name: 'code' })
  const code = readTotpCode(input)
  if (code === null) throw new AppError('form_param_format_invalid', { param_name: 'code' })
  return code
}

const bindingOf = (row: TotpRow) => ({ purpose: 'totp', row: row.id, owner: row.user_id }) as const

/** Under the newest master key: what is used moves to it before what nobody uses (R115). */
const renewed = ({ context }: Scope, row: TotpRow) => context.keyring.renew(row.secret_sealed, bindingOf(row))

export function openSecret(scope: Scope, row: TotpRow): Buffer {
  const secret = fromBase32(scope.context.keyring.open(row.secret_sealed, bindingOf(row)))
  if (!secret) throw new Error(`the sealed secret of ${row.id} is not base32`)
  return secret
}
