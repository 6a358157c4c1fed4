import type { Backend } from './backend.ts'

interface Answer {
  status: number
  code: string | undefined
  id: string
}

/** Somebody on the application's pages, quicker than a browser: only what makes messages go out. */
export class Visitor {
  readonly #url: string
  readonly #cookies = new Map<string, string>()

  /** `url` is the instance's base. */
  constructor(url: string) {
    this.#url = url
  }

  async signUp(backend: Backend, email: string): Promise<void> {
    const { id } = await this.#post('/client/sign_ups', {
      email_address: email,
      password: 'correct horse battery staple',
    })
    await this.#post(`/client/sign_ups/${id}/prepare_verification`, { strategy: 'email_code' })
    const code = await backend.readCode(email)
    const { status } = await this.#post(`/client/sign_ups/${id}/attempt_verification`, { strategy: 'email_code', code })
    if (status !== 200) throw new Error(`${email} could not sign up.`)
  }

  /** Adds a number and asks for its code; resolves to the number's id and to why there is no code, if so. */
  async askForCode(phone_number: string): Promise<Answer> {
    const { id } = await this.#post('/me/phone_numbers', { phone_number })
    return { ...(await this.#post(`/me/phone_numbers/${id}/prepare_verification`, {})), id }
  }

  async typeIn(id: string, code: string): Promise<void> {
    await this.#post(`/me/phone_numbers/${id}/attempt_verification`, { code })
  }

  async #post(path: string, fields: Record<string, string>): Promise<Answer> {
    const response = await fetch(`${this.#url}/v1${path}`, {
      method: 'POST',
      headers: {
        origin: new URL(this.#url).origin,
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      body: new URLSearchParams(fields),
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      this.#cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const answer = (await response.json()) as { response?: { id: string }; errors?: { code: string }[] }
    return { status: response.status, code: answer.errors?.[0]?.code, id: answer.response?.id ?? '' }
  }
}
