import { snakeKey } from './camel.ts'

/** A form is the only body a browser sends across origins without asking first. */
export function toForm(params: object): URLSearchParams {
  const form = new URLSearchParams()
  for (const [key, value] of Object.entries(params)) {
    if (value !== undefined) form.set(snakeKey(key), asText(value))
  }
  return form
}

function asText(value: unknown): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
