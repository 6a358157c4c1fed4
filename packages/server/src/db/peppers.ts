import type { Selectable } from 'kysely'
import { nameKeys, type Peppers } from '../lib/peppers.ts'
import type { Random } from '../lib/random.ts'
import type { Binding, Sealer } from '../lib/sealing.ts'
import { claimed } from './claim.ts'
import type { Db, Trx } from './open.ts'
import type { PepperTable } from './schema.ts'

type PepperRow = Selectable<PepperTable>

/** Row of the first pepper, whose MACs carry no name. */
export const firstId = 'pepper'
/** Row of the keys that never change. */
const namesId = 'names'
const nameOf = (id: string) => (id === firstId ? '' : id)
const bindingOf = (id: string): Binding => ({ purpose: 'pepper', row: id, owner: '' })

export async function isAnyPepper(db: Db): Promise<boolean> {
  return (await db.selectFrom('peppers').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** Several servers may start for the first time together: whoever is first decides for all. */
export async function makeFirstPepper(db: Db, sealer: Sealer, random: Random): Promise<void> {
  await insertPepper(db, newRow(sealer, firstId, random.bytes(32), 0, 0))
}

/** All that are still needed, and which one is used now. Throws `SealError` where the master key is another one. */
export async function readPeppers(db: Db, sealer: Pick<Sealer, 'open' | 'seal'>, now: number): Promise<Peppers> {
  const rows = await listPeppers(db)
  const open = ({ id, value_sealed }: PepperRow) => sealer.open(value_sealed, bindingOf(id))
  const values = new Map(
    rows.filter((row) => row.value_sealed !== '').map((row) => [nameOf(row.id), Buffer.from(open(row), 'base64url')]),
  )
  const newest = rows.filter((row) => row.active_at <= now).at(-1)
  const names = await db.selectFrom('peppers').selectAll().where('id', '=', namesId).executeTakeFirst()
  if (!newest) throw new Error('There is no pepper that is in use.')
  return {
    newest: nameOf(newest.id),
    values,
    names: names ? readNames(open(names), values.get('')) : await keepNames(db, sealer, values),
  }
}

/** What was kept of the first pepper; while it is there, also what was not kept yet. */
function readNames(text: string, first: Buffer | undefined): Peppers['names'] {
  const kept = Object.entries(JSON.parse(text) as Record<string, string>)
  const names = Object.fromEntries(kept.map(([name, value]) => [name, Buffer.from(value, 'base64url')]))
  return { ...(first ? nameKeys(first) : {}), ...names } as Peppers['names']
}

async function keepNames(db: Db, sealer: Pick<Sealer, 'seal'>, values: Peppers['values']): Promise<Peppers['names']> {
  const first = values.get('')
  if (!first) throw new Error('The first pepper is gone, and so is what was to be kept of it.')
  const names = nameKeys(first)
  const kept = Object.fromEntries(Object.entries(names).map(([name, key]) => [name, key.toString('base64url')]))
  await insertPepper(db, {
    id: namesId,
    value_sealed: sealer.seal(JSON.stringify(kept), bindingOf(namesId)),
    created_at: 0,
    active_at: 0,
    retired_at: null,
  })
  return names
}

/** In the order of their use; the last may be one that is not in use yet. */
export async function listPeppers(db: Db): Promise<PepperRow[]> {
  return db.selectFrom('peppers').selectAll().where('id', '<>', namesId).orderBy('active_at').execute()
}

export async function insertPepper(db: Db | Trx, row: PepperRow): Promise<void> {
  await db
    .insertInto('peppers')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

export function newRow(
  sealer: Pick<Sealer, 'seal'>,
  id: string,
  value: Buffer,
  now: number,
  activeAt: number,
): PepperRow {
  const value_sealed = sealer.seal(value.toString('base64url'), bindingOf(id))
  return { id, value_sealed, created_at: now, active_at: activeAt, retired_at: null }
}

/** Names the moment at which the newest pepper makes room. Of any number of callers one is told true. */
export function supersedePepper(trx: Trx, id: string, at: number): Promise<boolean> {
  return claimed(
    trx
      .updateTable('peppers')
      .set({ retired_at: at })
      .where('id', '=', id)
      .where('retired_at', 'is', null)
      .returning('id'),
  )
}

export async function forgetPepper(trx: Trx, id: string): Promise<void> {
  await trx.updateTable('peppers').set({ value_sealed: '' }).where('id', '=', id).execute()
}
