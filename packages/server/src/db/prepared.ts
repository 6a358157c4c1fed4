import type { Compilable, CompiledQuery } from 'kysely'
import type { Db, Trx } from './open.ts'

/** Stands for a value while a query is compiled. */
class Slot {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/**
 * A query that is built and compiled once per engine and then run with other values: building costs more than SQLite takes to answer, so
 * what every request runs is prepared. `build` must not look at the values, only pass them on.
 */
export function prepared<Values extends object, Row>(
  build: (db: Db | Trx, values: Values) => Compilable<Row>,
): (db: Db | Trx, values: Values) => Promise<Row[]> {
  const plans = new WeakMap<object, CompiledQuery<Row>>()
  const slots = new Proxy({}, { get: (_, name) => new Slot(String(name)) }) as Values
  return async (db, values) => {
    const { adapter, plugins } = db.getExecutor()
    // A plugin may rewrite each query, so there is nothing to keep.
    if (plugins.length > 0) return (await db.executeQuery(build(db, values))).rows
    const engine = adapter.constructor
    let plan = plans.get(engine)
    if (!plan) {
      plan = build(db, slots).compile()
      plans.set(engine, plan)
    }
    const parameters = plan.parameters.map((value) =>
      value instanceof Slot ? values[value.name as keyof Values] : value,
    )
    return (await db.executeQuery<Row>({ ...plan, parameters })).rows
  }
}

/** The one row that must be there; without it the transaction it is read in fails. */
export function theOne<Row>([row]: Row[]): Row {
  if (row === undefined) throw new Error('a row that must be there is gone')
  return row
}
