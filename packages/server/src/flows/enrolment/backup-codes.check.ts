import { AppError, type BackupCodesStateView } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import { type BackupCodeSetRow, findSet, noteProved } from '../../factors/backup-code/backup-code.store.ts'
import { checkTyping, matchBackupCode, requireBackupCode } from '../../factors/backup-code/backup-code.ts'
import type { Scope } from '../../http/scope.ts'
import { deviceOf } from '../../lib/device.ts'
import { takeBackupTry } from '../../limits/backup-tries.ts'
import { uncharge } from '../../limits/failures.store.ts'
import { whileCharged } from '../../limits/failures.ts'
import { subjectOfSession } from '../../limits/subject.ts'
import { orGivenBack } from '../../limits/verdict.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import type { UserFacts } from '../../users/facts.ts'

const year = 365 * 24 * 3_600_000

/**
 * “Do you still have them?” One code is typed and compared, and stays unused. A guess like any other, within the same budgets: a stolen
 * session must not be the place where codes are tried out (R30).
 */
export async function checkBackupCode(scope: SignedIn, input: string): Promise<BackupCodesStateView> {
  const { facts, user } = scope
  if (facts.backupCodesLeft === 0) throw new AppError('backup_codes_missing')
  checkTyping({ code: input }, facts.hasCheckedCodes)
  const subject = subjectOfSession(scope)
  const { tries, set } = await whileCharged(scope, subject, 'second', () => evaluate(scope, input))
  if (!set) throw new AppError('form_code_incorrect')
  await transact(scope.context.db, async (trx) => {
    await noteProved(trx, set.id, scope.now)
    // Its own charge and no other: a code that is never used up must not clear the counter again and again (R8).
    await uncharge(trx, { subject, level: 'second' })
    await tries.giveBack(trx)
    await record(trx, scope, 'backup_codes.proved', { userId: user.id })
  })
  return stateOf({ ...set, proved_at: scope.now }, facts, scope.now)
}

async function evaluate(scope: SignedIn, input: string) {
  const tries = await takeBackupTry(scope, scope.user.id)
  const set = await orGivenBack(scope, setWith(scope, requireBackupCode(input)), tries.giveBack)
  return { tries, set }
}

/** The user's set, if it has this code and the code is unused. */
async function setWith(scope: SignedIn, code: string): Promise<BackupCodeSetRow | undefined> {
  const id = await matchBackupCode(scope, scope.facts, code)
  if (id === null) return undefined
  return findSet(scope.context.db, scope.user.id)
}

/** How the user's set stands; null without one. */
export async function backupCodesState(scope: Scope, facts: UserFacts): Promise<BackupCodesStateView | null> {
  const set = await findSet(scope.context.db, facts.user.id)
  return set ? stateOf(set, facts, scope.now) : null
}

function stateOf(set: BackupCodeSetRow, facts: UserFacts, now: number): BackupCodesStateView {
  const { browser_name, device_type } = deviceOf(set.last_used_agent ?? '')
  const seen = Math.max(set.created_at, set.last_used_at ?? 0, set.proved_at ?? 0)
  return {
    object: 'backup_codes_state',
    left: facts.backupCodesLeft,
    made_at: set.created_at,
    last_used_at: set.last_used_at,
    last_used_browser: browser_name,
    last_used_device: device_type,
    last_used_ip: set.last_used_ip,
    proved_at: set.proved_at,
    is_check_due: facts.backupCodesLeft > 0 && now - seen > year,
  }
}
