/** What the apps here use of Express, which brings no types of its own. */
declare module 'express' {
  import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

  interface Request extends IncomingMessage {
    url: string
  }
  interface Response extends ServerResponse {
    type(name: string): this
    send(body: string): void
    json(body: unknown): void
  }
  type Handler = (request: Request, response: Response, next: () => void) => void
  interface Express extends RequestListener {
    use(handler: Handler): void
    get(path: string, handler: Handler): void
  }
  // biome-ignore lint/style/noDefaultExport: it is the package's own
  export default function express(): Express
}
