const format = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

/** A point in time as the reader's own clock shows it, in the language of these pages. */
export function moment(milliseconds: number): string {
  return format.format(milliseconds)
}
