import { isCountry } from '../../sms/countries.ts'

export interface TypedPrices {
  prices: Record<string, number>
  /** What is no country with a price. */
  unread: string[]
}

/** `DE 0.075, FR 0.06`, as people type it. */
export function readPrices(text: string): TypedPrices {
  const prices: Record<string, number> = {}
  const unread: string[] = []
  for (const part of text.split(/[,;\n]/).map((each) => each.trim())) {
    if (part === '') continue
    const [, country = '', price = ''] = /^([a-z]{2})[\s:=]+(\d{1,3}(?:\.\d{1,4})?)$/i.exec(part) ?? []
    const code = country.toUpperCase()
    if (isCountry(code) && Number(price) <= 100) prices[code] = Number(price)
    else unread.push(part)
  }
  return { prices, unread }
}

export function writePrices(prices: Record<string, number>): string {
  return Object.entries(prices)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([country, price]) => `${country} ${price}`)
    .join(', ')
}

/** What has to be sent to get from one to the other: null takes a price out. */
export function priceChanges(
  stored: Record<string, number>,
  wanted: Record<string, number>,
): Record<string, number | null> {
  const countries = [...new Set([...Object.keys(stored), ...Object.keys(wanted)])]
  return Object.fromEntries(
    countries.filter((code) => stored[code] !== wanted[code]).map((code) => [code, wanted[code] ?? null]),
  )
}

/** An amount of money that is none is null. */
export function readAmount(text: string, most: number): number | null {
  const amount = /^\d{1,7}(?:\.\d{1,4})?$/.test(text.trim()) ? Number(text) : Number.NaN
  return amount <= most ? amount : null
}

/** The bounds and the default of `sms.reserved_percent`, without the whole schema of the settings in the bundle; a test compares them. */
export const leastReserved = 10
export const mostReserved = 90
export const usualReserved = 33

/** A whole percentage within the bounds; null for anything else. */
export function readPercent(text: string): number | null {
  const percent = /^\d{1,2}$/.test(text.trim()) ? Number(text) : Number.NaN
  return percent >= leastReserved && percent <= mostReserved ? percent : null
}
