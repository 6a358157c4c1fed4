/**
 * Uses up something that can be used once: one conditional UPDATE (or DELETE) with RETURNING, whose WHERE says what
 * "unused" means. Of any number of callers at the same time exactly one is told true: there is no read before the
 * write to race with.
 */
export async function claimed(query: { execute(): Promise<readonly unknown[]> }): Promise<boolean> {
  return (await claim(query)) !== undefined
}

/** As `claimed`, for callers that need the row they got. */
export async function claim<Row>(query: { execute(): Promise<readonly Row[]> }): Promise<Row | undefined> {
  const rows = await query.execute()
  if (rows.length > 1) throw new Error('A claim must name one row at most.')
  return rows[0]
}
