import { readFile } from 'node:fs/promises'
import {
  createServer,
  type IncomingMessage,
  request as passOn,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Instance } from './instance.ts'

export interface Site {
  url: string
  port: number
  stop(): Promise<void>
}

/** How the page's SDK finds the server. */
export interface PageSettings {
  publishableKey: string
  proxyUrl?: string
  /** Where the SDK's scripts are loaded from. */
  scripts: string
  /** How the page in React gets the SDK. */
  mode?: 'loaded' | 'bundled'
  /** What was built beside the page, by path. */
  assets?: ReadonlyMap<string, string>
}

/** An app of somebody else's: a page with the SDK in it, on an origin of its own, which passes `/__clerk` on to the server as any reverse proxy does. */
export async function openSite(instance: Instance, page: string, settings: Partial<PageSettings> = {}): Promise<Site> {
  const html = await readPage(instance, page, settings)
  return listen((request, response) => {
    if (isForServer(request)) return passOnToServer(instance, request, response)
    const asset = settings.assets?.get(request.url?.split('?')[0] ?? '')
    if (asset !== undefined) response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(asset)
    else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
  })
}

export async function readPage(
  instance: Instance,
  page: string,
  settings: Partial<PageSettings> = {},
): Promise<string> {
  const template = await readFile(new URL(`../pages/${page}.html`, import.meta.url), 'utf8')
  const { assets, ...given } = settings
  const all = { publishableKey: instance.publishableKey, proxyUrl: '/__clerk', scripts: '/__clerk', ...given }
  return template.replace('<head>', () => `<head><script>window.settings = ${JSON.stringify(all)}</script>`)
}

export async function listen(handle: RequestListener): Promise<Site> {
  const server = createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}`,
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export const isForServer = (request: { url?: string | undefined }) => request.url?.startsWith('/__clerk/') === true

/** As any reverse proxy does it: every header stays, every cookie too. */
export function passOnToServer(instance: Instance, request: IncomingMessage, response: ServerResponse): void {
  const headers = { ...request.headers, host: instance.host }
  const path = request.url?.slice('/__clerk'.length)
  const upstream = passOn(
    { host: '127.0.0.1', port: instance.port, path, method: request.method, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    },
  )
  upstream.on('error', () => response.destroy())
  request.pipe(upstream)
}
