/** A time as a field of the browser holds it, in the operator's own time. */
export function fieldTime(at: number): string {
  const local = new Date(at)
  return new Date(at - local.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** Milliseconds since 1970; null for an empty field. */
export function timeOf(text: string): number | null {
  const at = new Date(text).getTime()
  return Number.isNaN(at) ? null : at
}
