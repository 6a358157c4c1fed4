import type { Settings } from '@countersign/contract'

/** What this page decides. A kind of factor that it does not know keeps its stored value (S16). */
export type FactorSettings = Pick<
  Settings['multi_factor'],
  'passkey' | 'phone_code' | 'totp' | 'backup_code' | 'required'
>

export function factorSettingsOf({ multi_factor: all }: Settings): FactorSettings {
  const { passkey, phone_code, totp, backup_code, required } = all
  return { passkey, phone_code, totp, backup_code, required }
}

/** Backup codes stand in for another factor: alone they would be a second password list (S20). */
export function canHaveBackupCodes(draft: FactorSettings): boolean {
  return draft.totp || draft.phone_code || draft.passkey
}

/** Users can only be required to have what they can set up here. */
export function canBeRequired(draft: FactorSettings): boolean {
  return draft.totp || draft.phone_code || draft.passkey
}

/** The edit with what has to go along with it, so that no combination is offered that the server refuses. */
export function consequencesOf(draft: FactorSettings, edit: Partial<FactorSettings>): Partial<FactorSettings> {
  const next = { ...draft, ...edit }
  return {
    ...edit,
    ...(next.backup_code && !canHaveBackupCodes(next) ? { backup_code: false } : {}),
    ...(next.required && !canBeRequired(next) ? { required: false } : {}),
  }
}

/** Switching a factor off always asks, with the number of users who have it (S11); so does requiring one. */
export function isDrastic({ required, ...factors }: Partial<FactorSettings>): boolean {
  return required === true || Object.values(factors).includes(false)
}
