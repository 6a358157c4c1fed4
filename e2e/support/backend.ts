import type { RunningServer } from './server.ts'

/** What only the backend of an application may do; here it changes settings and reads the development inbox. */
export class Backend {
  readonly #url: string
  readonly #secretKey: string

  constructor(url: string, secretKey: string) {
    this.#url = url
    this.#secretKey = secretKey
  }

  async changeSettings(settings: object): Promise<void> {
    const response = await this.#ask('PATCH', '/v1/instance/settings', settings)
    if (!response.ok) throw new Error(`The settings were refused: ${response.status} ${await response.text()}`)
  }

  /** Any other row of the Backend API. */
  async call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await this.#ask(method, `/v1${path}`, body)
    if (!response.ok) throw new Error(`${method} ${path} was refused: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  /** The newest code sent to the address; a message is sent after the answer, so this waits a little. */
  async readCode(to: string): Promise<string> {
    for (const until = Date.now() + 5_000; Date.now() < until; await new Promise((done) => setTimeout(done, 100))) {
      const response = await this.#ask('GET', `/v1/testing/messages?to=${encodeURIComponent(to)}`)
      const messages = (await response.json()) as { code?: string | null }[]
      const code = messages.at(-1)?.code
      if (code) return code
    }
    throw new Error(`No code was sent to ${to}.`)
  }

  #ask(method: string, path: string, body?: object): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#secretKey}`, 'content-type': 'application/json' }
    return fetch(`${this.#url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  }
}

/** With the secret key that the first start prints, once. */
export async function backendOf(server: RunningServer): Promise<Backend> {
  const [, secretKey = ''] = await server.printed(/Secret key +(\S+)/)
  return new Backend(`${server.url}/i/acme`, secretKey)
}
