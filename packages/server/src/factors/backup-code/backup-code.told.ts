import type { Trx } from '../../db/open.ts'
import type { Scope } from '../../http/scope.ts'
import { codesLeftDetail, fewCodes } from '../../messages/details.ts'
import { languageFor, notify } from '../../messages/outgoing.ts'
import { endTrust } from '../../sessions/trusted-devices.ts'
import type { UserFacts } from '../../users/facts.ts'
import { publish } from '../../webhooks/publish.ts'
import { countUnused, noteUsed } from './backup-code.store.ts'

/**
 * Tells the owner that a code was used, and once for each set that few are left. Counted after the claim, in its transaction: of two codes
 * used at the same moment one sees three left, and only one.
 */
export async function tellCodeUsed(trx: Trx, scope: Scope, facts: UserFacts): Promise<void> {
  const agent = scope.userAgent?.slice(0, 255) ?? null
  await noteUsed(trx, facts.user.id, { last_used_at: scope.now, last_used_ip: scope.ip, last_used_agent: agent })
  const left = await countUnused(trx, facts.user.id)
  // What is used instead of a lost device may mean that the device is in other hands (R97).
  await endTrust(trx, scope, facts.user.id, facts.user.id)
  await notify(trx, scope, facts, 'backup_code_used', codesLeftDetail(languageFor(scope, facts), left))
  if (left !== fewCodes) return
  await notify(trx, scope, facts, 'backup_codes_low', codesLeftDetail(languageFor(scope, facts), left))
  await publish(trx, scope, 'backup_codes.low', { object: 'backup_codes', user_id: facts.user.id, left })
}
