import type { Scope } from '../http/scope.ts'
import { merge } from '../instances/merge.ts'
import { checkSettings } from '../instances/settings-rules.ts'
import { countFactors } from './dashboard.store.ts'

export interface Preview {
  /** Users who have set up a factor that would be switched off (S11). */
  affected: { totp: number; backup_code: number }
  /** Users who would have to set up a second factor at their next sign-in. */
  must_enrol: number
}

/** Whom a change concerns; refuses what could not be applied, with the same words. */
export async function previewSettings(scope: Scope, patch: unknown): Promise<Preview> {
  const { instance } = scope
  const after = checkSettings(merge(instance.settings, patch), instance)
  const before = instance.settings
  const counts = await countFactors(scope.context.db, instance.id)
  const lost = (kind: 'totp' | 'backup_code') =>
    before.multi_factor[kind] && !after.multi_factor[kind] ? counts[kind] : 0
  const without = counts.users - (after.multi_factor.totp ? counts.totp : 0)
  return {
    affected: { totp: lost('totp'), backup_code: lost('backup_code') },
    must_enrol: after.multi_factor.required && !before.multi_factor.required ? without : 0,
  }
}
