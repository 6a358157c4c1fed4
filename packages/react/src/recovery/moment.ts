const format = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })
const unit = new Intl.NumberFormat('en', { style: 'unit', unit: 'hour', unitDisplay: 'long' })

/** A point in time as the reader's own clock shows it, in the language of these screens. */
export function moment(milliseconds: number): string {
  return format.format(milliseconds)
}

export function hours(count: number): string {
  return unit.format(count)
}
