import type { FactorKind } from '../../api/user-views.ts'

export const factorWords: Record<FactorKind, string> = {
  totp: 'App',
  passkey: 'Passkey',
  phone_code: 'SMS',
  backup_code: 'Backup codes',
}
