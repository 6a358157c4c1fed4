import type { RunningServer } from './server.ts'

/** What only the backend of an application may do; here it changes settings and reads the development inbox. */
export class Backend {
  readonly #url: string
  readonly #secretKey: string
  readonly #read = new Set<string>()

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

  /** The newest code sent to the address. Waits for one that was not read yet: the click that asks for it may still be on its way. */
  async readCode(to: string): Promise<string> {
    const code = async () => {
      const message = (await this.#messages(to)).findLast(({ code }) => code)
      if (!message || this.#read.has(message.id)) return undefined
      this.#read.add(message.id)
      return message.code
    }
    return this.#waitFor(`new code to ${to}`, code)
  }

  /** The link in the newest mail whose subject begins like this. */
  async readLink(to: string, subject: string): Promise<string> {
    return this.#waitFor(`“${subject}” to ${to}`, async () => {
      const mail = (await this.#messages(to)).findLast((message) => message.subject?.startsWith(subject))
      return mail?.link
    })
  }

  async #waitFor(what: string, read: () => Promise<string | null | undefined>): Promise<string> {
    for (const until = Date.now() + 5_000; Date.now() < until; await new Promise((done) => setTimeout(done, 100))) {
      const found = await read()
      if (found) return found
    }
    throw new Error(`There was no ${what}.`)
  }

  async #messages(to: string): Promise<{ id: string; subject?: string; code?: string | null; link?: string | null }[]> {
    return (await this.#ask('GET', `/v1/testing/messages?to=${encodeURIComponent(to)}`)).json() as Promise<[]>
  }

  #ask(method: string, path: string, body?: object): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#secretKey}`, 'content-type': 'application/json' }
    return fetch(`${this.#url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
  }
}

/** An instance of the test's own beside the first one. */
export async function makeInstance(server: RunningServer, name: string): Promise<{ backend: Backend; base: string }> {
  const slug = name.toLowerCase()
  const wish = ['--name', name, '--environment', 'development', '--slug', slug]
  const { secret_key } = JSON.parse(await server.command('instance', 'create', ...wish, '--json'))
  return { backend: new Backend(server.url, secret_key), base: `${server.url}/i/${slug}` }
}

/** With the secret key that the first start prints, once. */
export async function backendOf(server: RunningServer): Promise<Backend> {
  const [, secretKey = ''] = await server.printed(/Secret key +(\S+)/)
  return new Backend(`${server.url}/i/acme`, secretKey)
}
