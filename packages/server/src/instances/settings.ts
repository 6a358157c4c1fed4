import { AppError, type Settings } from '@countersign/contract'
import { type AuditScope, record } from '../audit/audit.ts'
import { transact } from '../db/transact.ts'
import { findById, replaceSettings } from './instances.store.ts'
import { diff, merge } from './merge.ts'
import { checkSettings } from './settings-rules.ts'

const tries = 5

/**
 * Lays `patch` over the instance's settings and stores the result, all of it or nothing. Two operators who change different
 * settings at the same time both succeed: the loser of the compare-and-set starts again from what the winner stored.
 */
export async function patchSettings(
  scope: AuditScope,
  patch: unknown | ((settings: Settings) => unknown),
  actorId: string | null = null,
): Promise<Settings> {
  // A list is replaced as a whole, so whoever adds to one must see what is stored at that moment.
  const patchFor = (settings: Settings) => (typeof patch === 'function' ? patch(settings) : patch)
  for (let attempt = 0; attempt < tries; attempt++) {
    const stored = await transact(scope.context.db, async (trx) => {
      const instance = await findById(trx, scope.instance.id)
      if (!instance) throw new AppError('resource_not_found')
      const settings = checkSettings(merge(instance.settings, patchFor(instance.settings)), instance)
      const changes = diff(instance.settings, settings)
      if (Object.keys(changes).length === 0) return settings
      const change = { id: instance.id, version: instance.settingsVersion, settings, now: scope.now }
      if (!(await replaceSettings(trx, change))) return null
      await record(trx, scope, 'settings.changed', { actorId, details: { changes } })
      return settings
    })
    if (stored) return stored
  }
  throw new AppError('server_busy', { seconds: 1 })
}
