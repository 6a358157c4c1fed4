// A browser without its rendering: it keeps cookies, names its origin and speaks the Frontend API.
import { jsonOf, send } from './http.mjs'

let made = 0
/** An address that no other visitor has, from the range for documentation of large networks. */
export const newAddress = () => `10.${(++made >> 16) & 255}.${(made >> 8) & 255}.${made & 255}`

export class Visitor {
  /** Cookies by name. */
  jar = new Map()
  /** Headers of every request, for example an address that a proxy adds. */
  headers = {}

  /** `app` is what `Server.instance` returns; `address` is where the server's proxy says that the visitor is. */
  constructor(app, { address = newAddress(), port = app.port } = {}) {
    this.app = app
    this.port = port
    this.address = address
  }

  get = (path) => this.ask('GET', path)
  post = (path, fields = {}) => this.ask('POST', path, fields)
  patch = (path, fields = {}) => this.ask('PATCH', path, fields)
  delete = (path) => this.ask('DELETE', path)

  /** One call of the Frontend API: `{ status, code, response, client, body }`. */
  async ask(method, path, fields) {
    const body = method === 'GET' ? undefined : new URLSearchParams(fields ?? {}).toString()
    const answer = await this.send(method, `${this.app.prefix}/v1${path}`, body, 'application/x-www-form-urlencoded')
    return readAnswer(answer)
  }

  /** Any request from this browser, with its cookies, on the server's own host. */
  async send(method, path, body, type = 'application/json') {
    const answer = await send({ port: this.port, method, path, headers: this.headersOf(method, type, body), body })
    this.keep(answer.cookies)
    return answer
  }

  headersOf(method, type, body) {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ')
    return {
      'x-forwarded-for': this.address,
      host: this.app.host,
      ...(cookie ? { cookie } : {}),
      ...(method === 'GET' ? {} : { origin: this.app.origin, 'content-type': type }),
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      ...this.headers,
    }
  }

  keep(lines) {
    for (const line of lines) {
      const [pair] = line.split(';', 1)
      const at = pair.indexOf('=')
      if (/max-age=0/i.test(line)) this.jar.delete(pair.slice(0, at))
      else this.jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
  }

  /** A second browser with the same cookies, as a thief has it. */
  copy(address = this.address) {
    const other = new Visitor(this.app, { address, port: this.port })
    for (const [name, value] of this.jar) other.jar.set(name, value)
    return other
  }
}

export function readAnswer(answer) {
  const body = jsonOf(answer)
  const isEnvelope = body !== null && typeof body === 'object' && 'response' in body
  return {
    status: answer.status,
    headers: answer.headers,
    cookies: answer.cookies,
    code: body?.errors?.[0]?.code,
    response: isEnvelope ? body.response : body,
    client: isEnvelope ? body.client : (body?.meta?.client ?? null),
    body,
  }
}
