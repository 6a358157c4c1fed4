import type { KeysStatus, MasterKeyStatus, PepperStatus } from '../../api/key-views.ts'

/** What to do next, or nothing where nothing is to be done. */
export function masterKeyStep(all: readonly MasterKeyStatus[]): string {
  const old = all.filter((key) => !key.current && key.present && key.retired_at === null)
  const left = old.reduce((sum, key) => sum + key.sealed, 0)
  if (left > 0)
    return `${left} ${left === 1 ? 'value is' : 'values are'} sealed again by themselves. Keep the old key until then.`
  const done = old.find((key) => key.number !== null)
  if (done)
    return `Nothing is left under key ${done.number}. Run countersign keys retire ${done.id}, then leave it out of COUNTERSIGN_MASTER_KEY.`
  return 'Everything that is sealed is sealed under it.'
}

export function pepperStep(all: readonly PepperStatus[]): string {
  const old = all.filter((one) => one.state === 'old')
  const left = (what: 'passwords' | 'backup_codes' | 'codes') => old.reduce((sum, one) => sum + one[what], 0)
  const [passwords, backup, codes] = [left('passwords'), left('backup_codes'), left('codes')]
  if (passwords + backup + codes > 0) {
    return `${counted(passwords, 'password')} to move when the owners sign in, ${counted(backup, 'backup code')} to be used or made anew.`
  }
  if (old.length > 0) return `Nothing is left under the old one. Run countersign keys retire ${old[0]?.id}.`
  return 'All passwords and codes are under it.'
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

export const currentOf = (status: KeysStatus) => ({
  master: status.master.find((key) => key.current),
  pepper: status.peppers.find((one) => one.state === 'current'),
  signing: status.signing.find((key) => key.state === 'current'),
  next: status.signing.find((key) => key.state === 'next'),
})
