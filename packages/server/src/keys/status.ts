import type { Context } from '../context.ts'
import { listMasterKeys } from '../db/master-keys.ts'
import { countPeppers, type PepperCounts } from '../db/pepper-counts.ts'
import { listPeppers } from '../db/peppers.ts'
import { sealedStatus } from '../db/reseal.ts'
import { listInstances } from '../instances/instances.store.ts'
import { signsFor } from '../sessions/signing-key-times.ts'
import { listSigningKeys } from '../sessions/signing-keys.store.ts'

export interface MasterKeyStatus {
  kind: 'master'
  id: string
  /** The how manyth; null for one that has sealed nothing yet. */
  number: number | null
  sealed: number
  percent: number
  current: boolean
  /** Whether this process has it. */
  present: boolean
  since: number | null
  retired_at: number | null
}

export async function masterKeyStatus({ db, keyring }: Context): Promise<MasterKeyStatus[]> {
  const counts = await sealedStatus(db, keyring)
  const known = await listMasterKeys(db)
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const ids = new Set([...keyring.keyIds, ...Object.keys(counts), ...known.map((key) => key.id)])
  return [...ids].map((id) => {
    const row = known.find((key) => key.id === id)
    const sealed = counts[id] ?? 0
    return {
      kind: 'master',
      id,
      number: row?.number ?? null,
      sealed,
      percent: percentOf(sealed, all),
      current: id === keyring.currentKeyId,
      present: keyring.keyIds.includes(id),
      since: row?.current_since ?? null,
      retired_at: row?.retired_at ?? null,
    }
  })
}

export interface PepperStatus extends PepperCounts {
  kind: 'pepper'
  id: string
  state: 'next' | 'current' | 'old' | 'retired'
  percent: number
  used_from: number
}

export async function pepperStatus({ db, clock }: Context): Promise<PepperStatus[]> {
  const now = clock.now()
  const counts = await countPeppers(db, now)
  const sum = (one: PepperCounts) => one.codes + one.backup_codes + one.passwords
  const all = Object.values(counts).reduce((total, one) => total + sum(one), 0)
  return (await listPeppers(db)).map((row) => {
    const its = counts[row.id] ?? { codes: 0, backup_codes: 0, passwords: 0 }
    const isOld = row.retired_at !== null && row.retired_at <= now
    const state = row.value_sealed === '' ? 'retired' : isOld ? 'old' : row.active_at > now ? 'next' : 'current'
    return {
      kind: 'pepper',
      id: row.id,
      state,
      ...its,
      percent: all === 0 && state === 'current' ? 100 : percentOf(sum(its), all),
      used_from: row.active_at,
    }
  })
}

export interface SigningKeyStatus {
  kind: 'signing'
  id: string
  instance: string
  state: 'next' | 'current' | 'leaving' | 'gone'
  signs_from: number
  /** When its successor takes over: known, or when one is made by itself. */
  until: number
}

export async function signingKeyStatus(context: Context, only?: string): Promise<SigningKeyStatus[]> {
  const instances = (await listInstances(context.db)).filter(({ id }) => only === undefined || id === only)
  const now = context.clock.now()
  const lists = await Promise.all(
    instances.map(async ({ id, slug }) =>
      (await listSigningKeys(context.db, id)).map(
        (row): SigningKeyStatus => ({
          kind: 'signing',
          id: row.id,
          instance: slug,
          state: stateOf(row, now),
          signs_from: row.active_at,
          until: row.retired_at ?? row.active_at + signsFor,
        }),
      ),
    ),
  )
  return lists.flat()
}

function stateOf(row: { active_at: number; retired_at: number | null; private_sealed: string }, now: number) {
  if (row.active_at > now) return 'next'
  if (row.retired_at === null || row.retired_at > now) return 'current'
  return row.private_sealed === '' ? 'gone' : 'leaving'
}

/** Rounded down, so that 100 means all. */
export function percentOf(part: number, all: number): number {
  return all === 0 ? 0 : Math.floor((part / all) * 100)
}
