/** Few rows of switches in which every two switches stand in all four positions to each other at least once. */
export function everyPair<Name extends string>(names: readonly Name[]): Record<Name, boolean>[] {
  const all = Array.from({ length: 2 ** names.length }, (_, bits) =>
    names.map((__, index) => (bits & (1 << index)) !== 0),
  )
  const pairsOf = (row: boolean[]) =>
    row.flatMap((a, i) => row.slice(i + 1).map((b, offset) => `${i} ${a} ${i + 1 + offset} ${b}`))
  const open = new Set(all.flatMap(pairsOf))
  const chosen: boolean[][] = []
  while (open.size > 0) {
    const gain = (row: boolean[]) => pairsOf(row).filter((pair) => open.has(pair)).length
    const best = all.reduce((most, row) => (gain(row) > gain(most) ? row : most))
    for (const pair of pairsOf(best)) open.delete(pair)
    chosen.push(best)
  }
  return chosen.map(
    (row) => Object.fromEntries(names.map((name, index) => [name, row[index]])) as Record<Name, boolean>,
  )
}
