import type { Environment, PhoneNumber, SecondStrategy, User } from '@countersign/js'

/** Component version from which the authenticator app can be set up on our screens. */
const totpVersion = 4

export interface AvailableFactors {
  /** What this person may set up or use: what the operator enabled, and these components know. */
  enabled: readonly SecondStrategy[]
  hasTotp: boolean
  /** Numbers that get codes at sign-in, the default one first. */
  reserved: readonly PhoneNumber[]
  /** Backup codes help only beside another second factor. */
  hasBackupCodes: boolean
}

export function availableFactors(environment: Environment | null, user: User | null): AvailableFactors {
  const hasTotp = user?.totpEnabled ?? false
  const reserved = user?.phoneNumbers.filter((number) => number.reservedForSecondFactor) ?? []
  return {
    enabled: (['passkey', 'phone_code', 'totp', 'backup_code'] as const).filter((strategy) =>
      isEnabled(environment, strategy),
    ),
    hasTotp,
    reserved: reserved.toSorted((one, other) => Number(other.defaultSecondFactor) - Number(one.defaultSecondFactor)),
    hasBackupCodes: user?.backupCodeEnabled ?? false,
  }
}

const attributeOf = {
  phone_code: 'phoneNumber',
  totp: 'authenticatorApp',
  backup_code: 'backupCode',
  passkey: 'passkey',
} as const

function isEnabled(environment: Environment | null, strategy: SecondStrategy): boolean {
  if (!environment?.countersign.secondFactors.includes(strategy)) return false
  const attribute = environment.userSettings.attributes[attributeOf[strategy]]
  const isOffered = attribute.usedForSecondFactor && attribute.secondFactors.includes(strategy)
  return isOffered && (strategy !== 'totp' || environment.countersign.componentVersion >= totpVersion)
}
