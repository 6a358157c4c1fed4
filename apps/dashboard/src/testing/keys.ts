import type { KeysStatus, MasterKeyStatus, PepperStatus } from '../api/key-views.ts'

const at = 1_790_000_000_000

export const someMasterKey = (fields: Partial<MasterKeyStatus> = {}): MasterKeyStatus => ({
  ...{ id: 'aaaa0001', number: 1, sealed: 10, percent: 100, current: true, present: true, since: at, retired_at: null },
  ...fields,
})

export const somePepper = (fields: Partial<PepperStatus> = {}): PepperStatus => ({
  ...{ id: 'pepper', state: 'current', codes: 0, backup_codes: 0, passwords: 5, percent: 100, used_from: 0 },
  ...fields,
})

/** Nothing is under way. */
export const restingKeys: KeysStatus = {
  master: [someMasterKey()],
  peppers: [somePepper()],
  signing: [{ id: 'kid_1', state: 'current', signs_from: at, until: at + 90 * 86_400_000 }],
}
