/**
 * Six rows of up to fifteen switches. Together with a row of all on, every two switches stand in all four positions to each other: each is
 * on in two rows of its own, and no other in the same two (Kleitman and Spencer, 1973: fewer rows cannot do it).
 */
export function everyTwo<Name extends string>(names: readonly Name[]): Record<Name, boolean>[] {
  const rows = [0, 1, 2, 3, 4, 5]
  const pairs = rows.flatMap((one) => rows.filter((other) => other > one).map((other) => [one, other]))
  if (names.length > pairs.length) throw new Error(`${names.length} switches need a seventh row`)
  return rows.map(
    (row) => Object.fromEntries(names.map((name, at) => [name, pairs[at]?.includes(row)])) as Record<Name, boolean>,
  )
}

/** One row of the same switches, all in the same position. */
export function all<Name extends string>(names: readonly Name[], on: boolean): Record<Name, boolean> {
  return Object.fromEntries(names.map((name) => [name, on])) as Record<Name, boolean>
}
