/** How far a change of keys is. No key is in it. */
export interface KeysStatus {
  /** Of the whole server, newest use last. */
  master: readonly MasterKeyStatus[]
  peppers: readonly PepperStatus[]
  /** Of the instance, in the order of their use. */
  signing: readonly SigningKeyStatus[]
}

export interface MasterKeyStatus {
  id: string
  /** Null for one that has sealed nothing yet. */
  number: number | null
  sealed: number
  percent: number
  current: boolean
  present: boolean
  since: number | null
  retired_at: number | null
}

export interface PepperStatus {
  id: string
  state: 'next' | 'current' | 'old' | 'retired'
  codes: number
  backup_codes: number
  passwords: number
  percent: number
  used_from: number
}

export interface SigningKeyStatus {
  id: string
  state: 'next' | 'current' | 'leaving' | 'gone'
  signs_from: number
  until: number
}
