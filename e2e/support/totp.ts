import { TOTP, URI } from 'otpauth'

/** An authenticator app that shares no code with ours: it knows only what the QR code says. */
export class AuthenticatorApp {
  readonly #totp: TOTP

  constructor(uri: string) {
    const parsed = URI.parse(uri)
    if (!(parsed instanceof TOTP)) throw new Error('The URI is not of an authenticator app.')
    this.#totp = parsed
  }

  get issuer(): string {
    return this.#totp.issuer
  }

  get account(): string {
    return this.#totp.label
  }

  get secret(): string {
    return this.#totp.secret.base32
  }

  codeAt(timestamp: number): string {
    return this.#totp.generate({ timestamp })
  }

  codeNow(): string {
    return this.codeAt(Date.now())
  }

  /**
   * The code of a later step than the last one used. A server accepts one step ahead, so this waits
   * at most one period instead of until the next step begins.
   */
  async nextCode(): Promise<string> {
    const period = this.#totp.period * 1000
    const step = Math.max(Math.floor(Date.now() / period), this.#lastStep + 1)
    const wait = (step - 1) * period - Date.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait + 100))
    this.#lastStep = step
    return this.codeAt(step * period)
  }

  /** Six digits that the app shows neither now nor shortly before or after. */
  wrongCode(): string {
    const right = [-2, -1, 0, 1, 2].map((steps) => this.codeAt(Date.now() + steps * this.#totp.period * 1000))
    return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code)) ?? ''
  }

  #lastStep = -1
}
