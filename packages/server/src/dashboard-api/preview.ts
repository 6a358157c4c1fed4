import type { Scope } from '../http/scope.ts'
import { merge } from '../instances/merge.ts'
import { checkSettings } from '../instances/settings-rules.ts'
import { countFactors, countWithout, type FactorCounts } from './dashboard.store.ts'

export interface Preview {
  /** Users who have set up a factor that would be switched off (S11). */
  affected: Omit<FactorCounts, 'users'>
  /** Users who would have to set up a second factor at their next sign-in. */
  must_enrol: number
}

/** Whom a change concerns; refuses what could not be applied, with the same words. */
export async function previewSettings({ instance, context }: Scope, patch: unknown): Promise<Preview> {
  const after = checkSettings(merge(instance.settings, patch), instance).multi_factor
  const before = instance.settings.multi_factor
  const counts = await countFactors(context.db, instance.id)
  const lost = (kind: keyof Preview['affected']) => (before[kind] && !after[kind] ? counts[kind] : 0)
  const isNew = after.required && !before.required
  return {
    affected: {
      totp: lost('totp'),
      phone_code: lost('phone_code'),
      backup_code: lost('backup_code'),
      passkey: lost('passkey'),
    },
    // Backup codes alone are no second factor.
    must_enrol: isNew ? await countWithout(context.db, instance.id, after) : 0,
  }
}
