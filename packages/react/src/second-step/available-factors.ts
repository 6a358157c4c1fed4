import type { Environment, SecondStrategy, User } from '@countersign/js'

/** Component version from which the authenticator app can be set up on our screens. */
const totpVersion = 4

export interface AvailableFactors {
  /** What this person may set up or use: what the operator enabled, and these components know. */
  enabled: readonly SecondStrategy[]
  hasTotp: boolean
  /** Backup codes help only beside another second factor. */
  hasBackupCodes: boolean
}

export function availableFactors(environment: Environment | null, user: User | null): AvailableFactors {
  const hasTotp = user?.totpEnabled ?? false
  return {
    enabled: (['totp', 'backup_code'] as const).filter((strategy) => isEnabled(environment, strategy)),
    hasTotp,
    hasBackupCodes: user?.backupCodeEnabled ?? false,
  }
}

function isEnabled(environment: Environment | null, strategy: SecondStrategy): boolean {
  if (!environment) return false
  const { attributes } = environment.userSettings
  const attribute = strategy === 'totp' ? attributes.authenticatorApp : attributes.backupCode
  const isOffered = attribute.usedForSecondFactor && attribute.secondFactors.includes(strategy)
  const isKnown = strategy !== 'totp' || environment.countersign.componentVersion >= totpVersion
  return isOffered && isKnown && environment.countersign.secondFactors.includes(strategy)
}
