export interface TotpFactorTable {
  id: string
  instance_id: string
  user_id: string
  secret_sealed: string
  /** Last accepted time step; only ever grows (R4). */
  last_step: number
  /** Null while the enrolment is open. */
  confirmed_at: number | null
  /** The session that started the enrolment and alone may confirm it (R65); null for imported factors. */
  session_id: string | null
  /** End of an open enrolment. */
  expires_at: number | null
  created_at: number
  updated_at: number
}

export interface BackupCodeSetTable {
  id: string
  instance_id: string
  user_id: string
  salt: string
  created_at: number
}

export interface BackupCodeTable {
  id: string
  set_id: string
  user_id: string
  code_mac: string
  used_at: number | null
}
