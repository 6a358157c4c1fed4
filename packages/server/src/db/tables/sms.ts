import type { Generated } from 'kysely'

/** One row for each instance, day (UTC) and country: a flood of messages changes numbers, and adds no rows. */
export interface SmsTallyTable {
  /** `<instance>|<day>|<country>`. */
  id: string
  instance_id: string
  /** Days since 1970. */
  day: number
  /** ISO 3166-1. */
  country: string
  /** Messages with a code. */
  sent: Generated<number>
  /** Messages without one: nobody can type them in. */
  notices: Generated<number>
  /** Of the messages of that day: those whose code was typed in. */
  answered: Generated<number>
  /** Stopped by the list of countries, a pause, the budget or a limit. */
  refused: Generated<number>
  /** In ten-thousandths of the currency, like the budget. */
  spent: Generated<number>
  /** What the refused ones would have cost. */
  saved: Generated<number>
}

/** A range of numbers that gets no messages for a while, because too few of its codes were typed in (R136). */
export interface SmsPauseTable {
  id: string
  instance_id: string
  /** The first digits of its numbers. */
  range: string
  since: number
  until: number
  /** What it was judged by. */
  sent: number
  answered: number
  /** When an operator ended it early, and who. */
  lifted_at: number | null
  lifted_by: string | null
}
