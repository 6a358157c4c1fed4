import { AppError } from '@countersign/contract'
import { usedBefore } from '../../audit/failed.ts'
import { openOrNote } from '../../audit/unreadable.ts'
import type { Scope } from '../../http/scope.ts'
import { SealError } from '../../lib/keyring.ts'
import { requireCode } from '../../lib/typed-code.ts'
import type { Factor } from '../factor.ts'
import { fromBase32 } from './base32.ts'
import { matchStep, stepAt } from './totp.code.ts'
import { followed, isOnTime, minutesOff, strayStep } from './totp.drift.ts'
import { burnStep, claimStep, findConfirmedTotps, type TotpRow } from './totp.store.ts'

export const totp: Factor = {
  strategy: 'totp',
  level: 'second',
  category: 'device',

  offers: (facts, settings) => (facts.totp && settings.multi_factor.totp ? [{ strategy: 'totp' }] : []),

  check: (input) => void requireCode(input.code),

  async verify(scope, attempt, input) {
    const { now } = scope
    const code = requireCode(input.code)
    const rows = attempt.facts ? await findConfirmedTotps(scope.context.db, attempt.facts.user.id) : []
    const apps = await readable(scope, rows)
    // One guess, held against each app; none ends the search early (R11).
    const matches = apps.map(({ row, secret }) => ({ row, step: matchStep(secret, code, now, row.drift) }))
    // Wrong, too old and used before read alike (R11); a used step is also caught here early, the claim decides.
    const right = matches.find(({ row, step }) => step !== null && step > row.last_step)
    const cause = matches.some(({ step }) => step !== null) ? usedBefore : undefined
    if (!right) throw await refusal(scope, apps, code, cause)
    const { row } = right
    const step = Number(right.step)
    const sealed = renewed(scope, row)
    const accepted = { id: row.id, step, clock: followed(row, step - stepAt(now)), now, sealed }
    return {
      strategy: 'totp',
      category: 'device',
      identificationId: null,
      claim: (trx) => claimStep(trx, accepted),
    }
  },
}

/**
 * What a failed guess is told. A code of another time says which way the phone's clock is off; that step is used up by it, and the guess
 * stays charged, so that nobody learns a code that will be right. An app that was let run ahead or behind, and is on time again, starts
 * from our time anew.
 */
async function refusal(scope: Scope, apps: readonly App[], code: string, cause: unknown): Promise<AppError> {
  const { now, context } = scope
  const strays = apps.map(({ row, secret }) => ({ row, step: strayStep(secret, code, now) }))
  for (const { row, step } of strays) {
    if (step === null) continue
    const isBackOnTime = row.drift !== 0 && isOnTime(step, now)
    const isNew = await burnStep(context.db, { id: row.id, step, drift: isBackOnTime ? 0 : row.drift })
    if (!isNew) continue
    if (isBackOnTime) return new AppError('form_code_clock_changed')
    const offset = step - stepAt(now)
    return new AppError(offset > 0 ? 'form_code_ahead' : 'form_code_behind', { minutes: minutesOff(offset) })
  }
  return new AppError('form_code_incorrect', {}, { cause })
}

const bindingOf = (row: TotpRow) => ({ purpose: 'totp', row: row.id, owner: row.user_id }) as const

/** Under the newest master key: what is used moves to it before what nobody uses (R115). */
const renewed = ({ context }: Scope, row: TotpRow) => context.keyring.renew(row.secret_sealed, bindingOf(row))

export function openSecret(scope: Scope, row: TotpRow): Buffer {
  const secret = fromBase32(scope.context.keyring.open(row.secret_sealed, bindingOf(row)))
  if (!secret) throw new SealError(bindingOf(row))
  return secret
}

interface App {
  row: TotpRow
  secret: Buffer
}

/** One whose secret is damaged proves nothing, and does not keep the user's other apps from proving something. */
async function readable(scope: Scope, rows: readonly TotpRow[]): Promise<App[]> {
  const opened = await Promise.all(
    rows.map(async (row) => ({ row, secret: await openOrNote(scope, () => openSecret(scope, row)) })),
  )
  return opened.filter((app): app is App => app.secret !== null)
}
