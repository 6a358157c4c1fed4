/** How the stand-in server says no. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  readonly meta: Record<string, unknown>
  constructor(status: number, code: string, message: string, meta: Record<string, unknown> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.meta = meta
  }
}
