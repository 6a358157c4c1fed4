import type { AuditLogView } from '@countersign/contract'
import type { Device } from './user-views.ts'

/** What an operator looks for in the audit log; empty for everything. */
export interface AuditSearch {
  /** A whole address, number, username or id. */
  user: string
  event: string
  /** Days of the operator's own calendar, `2026-11-24`, both included. */
  since: string
  until: string
}

export interface AuditEntry extends AuditLogView {
  by: { kind: string; name: string | null }
  /** Null for a user who is gone, and where it is about none. */
  user_name: string | null
  device: Device
}

export interface AuditPage {
  data: readonly AuditEntry[]
  next: string | null
}

export interface AuditChain {
  /** The last entry that has its place in the chain. */
  entries: number
  /** How many of the newest were read. */
  checked: number
  signed: { seq: number; at: number } | null
  broken: { seq: number | null; id: string | null; why: string } | null
  /** How long entries are kept. */
  days: number
}
