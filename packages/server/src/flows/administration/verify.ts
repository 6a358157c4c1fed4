import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import type { Trx } from '../../db/open.ts'
import { transact } from '../../db/transact.ts'
import { readBackupCode } from '../../factors/backup-code/backup-code.code.ts'
import { tellCodeUsed } from '../../factors/backup-code/backup-code.told.ts'
import { backupCode } from '../../factors/backup-code/backup-code.ts'
import { prove } from '../../factors/prove.ts'
import { totp } from '../../factors/totp/totp.ts'
import type { Scope } from '../../http/scope.ts'
import { codeRefusals, readCode } from '../../lib/typed-code.ts'
import { absolve, whileCharged } from '../../limits/failures.ts'
import { isCompromised } from '../../users/facts.ts'
import { requireUser } from './change-user.ts'

/** Whether the password is the user's, on the same budget as at sign-in. */
export async function verifyPassword(scope: Scope, id: string | undefined, password: string): Promise<void> {
  const { user } = await requireUser(scope, id)
  const isRight = await whileCharged(
    scope,
    user.id,
    'password',
    async () =>
      user.password_hash !== null &&
      user.password_void_at === null &&
      !isCompromised(user) &&
      (await scope.context.hasher.verify(password, user.password_hash)).isRight,
  )
  if (!isRight) throw new AppError('incorrect_password')
  await transact(scope.context.db, async (trx) => {
    await absolve(trx, user.id, 'password')
    await noteVerified(trx, scope, user.id, 'password')
  })
}

function noteVerified(trx: Trx, scope: Scope, userId: string, strategy: string): Promise<void> {
  return record(trx, scope, 'user.verified', { actorId: 'backend', userId, details: { strategy } })
}

/** Uses a code up as a sign-in would, and says of which kind it was. */
export async function verifyCode(scope: Scope, id: string | undefined, code: string): Promise<'totp' | 'backup_code'> {
  const facts = await requireUser(scope, id)
  // A backup code is told by its form. One from elsewhere can be digits too, but then more of them than an app shows.
  const isTotp = readBackupCode(code) === null || 'code' in readCode(code, [6])
  const factor = isTotp ? totp : backupCode
  try {
    const asker = { kind: 'proven' } as const
    const attempt = {
      purpose: 'reverification',
      id: facts.user.id,
      facts,
      identifierKey: facts.user.id,
      asker,
    } as const
    const outcome = await prove(scope, factor, attempt, facts.user.id, { code })
    const recorded = transact(scope.context.db, async (trx) => {
      if (!(await outcome.proof.claim(trx))) throw new AppError('totp_incorrect_code')
      await outcome.absolve(trx)
      if (!isTotp) await tellCodeUsed(trx, scope, facts)
      await noteVerified(trx, scope, facts.user.id, isTotp ? 'totp' : 'backup_code')
    })
    await outcome.recorded(recorded)
    return isTotp ? 'totp' : 'backup_code'
  } catch (error) {
    throw isWrong(error) ? new AppError('totp_incorrect_code') : error
  }
}

/** What was not compared with anything stays as it is. */
function isWrong(error: unknown): boolean {
  return error instanceof AppError && /^form_(?:code|param)_/.test(error.code) && !codeRefusals.has(error.code)
}
