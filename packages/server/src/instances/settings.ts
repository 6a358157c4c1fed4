import { AppError, type Settings, type SettingsChangeView } from '@countersign/contract'
import { defaultSettings } from '@countersign/contract/settings'
import { type AuditScope, record } from '../audit/audit.ts'
import type { Db, Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import { newId } from '../lib/ids.ts'
import { requireSecondIf, weakens } from '../policy/second-administrator.ts'
import type { Instance } from './instance.ts'
import { findById, replaceSettings } from './instances.store.ts'
import { diff, merge } from './merge.ts'
import { findSettingsChange, insertSettingsChange } from './settings-changes.store.ts'
import { checkSettings } from './settings-rules.ts'
import { withoutReservedClaims } from './stored-settings.ts'

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
      const isSame = Object.keys(diff(instance.settings, settings)).length === 0
      if (isSame && scope.approval === undefined) return settings
      const isStored = await replace(trx, scope, instance, settings, { event: 'settings.changed', actorId })
      if (!isStored) return null
      return settings
    })
    if (stored) return stored
  }
  throw new AppError('server_busy', { seconds: 1 })
}

/** How long a change can be taken back. */
const undoFor = 24 * 3_600_000

/** The last change, while it can be taken back: nobody has changed the settings since. */
export async function lastChange({ context, instance, now }: AuditScope): Promise<SettingsChangeView | null> {
  const current = await findById(context.db, instance.id)
  const row = current ? await changeOf(context.db, current, now) : undefined
  if (!row) return null
  return {
    object: 'settings_change',
    changed_at: row.at,
    changed_by: row.actor_id,
    changes: JSON.parse(row.changes),
    undo_until: row.at + undoFor,
  }
}

/** Puts back what was there before the last change. That is a change as well, and can be taken back in its turn. */
export async function undoSettings(scope: AuditScope, actorId: string | null): Promise<Settings> {
  return transact(scope.context.db, async (trx) => {
    const instance = await findById(trx, scope.instance.id)
    const row = instance ? await changeOf(trx, instance, scope.now) : undefined
    if (!instance || !row) throw new AppError('settings_undo_missing')
    const settings = checkSettings(
      withoutReservedClaims(merge(defaultSettings, JSON.parse(row.settings_before))),
      instance,
    )
    const isStored = await replace(trx, scope, instance, settings, { event: 'settings.undone', actorId })
    // Somebody changed them at this very moment.
    if (!isStored) throw new AppError('settings_undo_missing')
    return settings
  })
}

function changeOf(db: Db | Trx, { id, settingsVersion }: Instance, now: number) {
  return findSettingsChange(db, { instanceId: id, version: settingsVersion, since: now - undoFor })
}

/** Stores settings in place of those that `instance` was read with, and keeps those for an undo; false when somebody was faster. */
async function replace(
  trx: Trx,
  scope: AuditScope,
  instance: Instance,
  settings: Settings,
  { event, actorId }: { event: 'settings.changed' | 'settings.undone'; actorId: string | null },
): Promise<boolean> {
  const { now } = scope
  const version = instance.settingsVersion
  // Every way to change settings comes through here, an undo as well.
  const isGuarded = weakens(instance.settings, settings)
  await requireSecondIf(trx, { ...scope, instance }, 'weaken_settings', { userId: null, isGuarded })
  if (!(await replaceSettings(trx, { id: instance.id, version, settings, now }))) return false
  const changes = diff(instance.settings, settings)
  await insertSettingsChange(trx, {
    id: newId('setc', scope.context),
    instance_id: instance.id,
    version: version + 1,
    settings_before: JSON.stringify(instance.settings),
    changes: JSON.stringify(changes),
    actor_id: actorId,
    at: now,
  })
  await record(trx, scope, event, { actorId, details: { changes } })
  return true
}
