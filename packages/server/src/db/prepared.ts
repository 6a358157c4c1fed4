import type { Compilable, CompiledQuery } from 'kysely'
import type { Db, Trx } from './open.ts'

type Keys = readonly (string | number)[]

/** Stands for the value at a path while a query is compiled. */
class Slot {
  readonly path: Keys
  constructor(path: Keys) {
    this.path = path
  }

  valueIn(values: unknown): unknown {
    return this.path.reduce<unknown>((part, key) => (part as Record<string | number, unknown>)[key], values)
  }
}

/**
 * A query that is built and compiled once per engine and then run with other values: building costs more than SQLite takes to answer, so
 * what every request runs is prepared. `build` must not look at the values, only pass them on; a row and a list may be among them, and each
 * set of columns and each length is a plan of its own.
 */
export function prepared<Values extends object, Row>(
  build: (db: Db | Trx, values: Values) => Compilable<Row>,
): (db: Db | Trx, values: Values) => Promise<Row[]> {
  const engines = new WeakMap<object, Map<string, CompiledQuery<Row>>>()
  return async (db, values) => {
    const { adapter, plugins } = db.getExecutor()
    // A plugin may rewrite each query, so there is nothing to keep.
    if (plugins.length > 0) return (await db.executeQuery(build(db, values))).rows
    const plans = engines.get(adapter.constructor) ?? new Map<string, CompiledQuery<Row>>()
    engines.set(adapter.constructor, plans)
    const shape = shapeOf(values)
    const plan = plans.get(shape) ?? build(db, slotsFor(values, []) as Values).compile()
    plans.set(shape, plan)
    const parameters = plan.parameters.map((value) => (value instanceof Slot ? value.valueIn(values) : value))
    return (await db.executeQuery<Row>({ ...plan, parameters })).rows
  }
}

function isGroup(value: unknown): value is object {
  return Array.isArray(value) || (typeof value === 'object' && value?.constructor === Object)
}

/** What plans depend on: names and lengths, never a value. A field that is undefined is left out, as the query builder does. */
function shapeOf(values: object): string {
  if (Array.isArray(values)) return `[${values.length}]`
  let shape = ''
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) shape += isGroup(value) ? `${name}{${shapeOf(value)}}` : `${name},`
  }
  return shape
}

function slotsFor(values: object, path: Keys): unknown {
  const slot = (key: string | number, value: unknown) =>
    isGroup(value) ? slotsFor(value, [...path, key]) : new Slot([...path, key])
  if (Array.isArray(values)) return values.map((value, index) => slot(index, value))
  const filled = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(filled.map(([name, value]) => [name, slot(name, value)]))
}

/** The one row that must be there; without it the transaction it is read in fails. */
export function theOne<Row>([row]: (Row | undefined)[]): Row {
  if (row === undefined) throw new Error('a row that must be there is gone')
  return row
}
