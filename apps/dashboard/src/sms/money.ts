const format = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 4 })

/** In whatever currency the operator counts: prices and budget are theirs. */
export function money(amount: number): string {
  return format.format(amount)
}
