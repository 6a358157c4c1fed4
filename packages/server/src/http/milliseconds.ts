import { z } from 'zod'

/** Between them a number is a time in milliseconds from 1973 to 5138; seconds and microseconds of this century are outside. */
const least = 100_000_000_000
const most = 100_000_000_000_000

/** Also 0 and other small numbers: they stand for "ever" in filters, and no date in seconds is that small. */
const isTime = (value: number) =>
  Number.isInteger(value) && value < most && (value >= least || (value >= 0 && value < 100_000_000))

const notMilliseconds = { code: 'custom', params: { error: 'form_param_not_milliseconds' } } as const

/** A time in a JSON body. */
export const milliseconds = z.number().superRefine((value, context) => {
  if (!isTime(value)) context.addIssue(notMilliseconds)
})

/** A time in a query. */
export const millisecondsText = z.string().transform((text, context) => {
  const value = /^\d{1,17}$/.test(text) ? Number(text) : Number.NaN
  if (!isTime(value)) context.addIssue(notMilliseconds)
  return value
})
