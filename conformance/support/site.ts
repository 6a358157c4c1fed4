import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, request as passOn, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Instance } from './instance.ts'

export interface Site {
  url: string
  stop(): Promise<void>
}

/** How the page's SDK finds the server. */
export interface PageSettings {
  publishableKey: string
  proxyUrl?: string
  /** Where the SDK's scripts are loaded from. */
  scripts: string
}

/** An app of somebody else's: a page with the SDK in it, on an origin of its own, which passes `/__clerk` on to the server as any reverse proxy does. */
export async function openSite(instance: Instance, page: string, settings: Partial<PageSettings> = {}): Promise<Site> {
  const template = await readFile(new URL(`../pages/${page}.html`, import.meta.url), 'utf8')
  const all = { publishableKey: instance.publishableKey, proxyUrl: '/__clerk', scripts: '/__clerk', ...settings }
  const html = template.replace('<head>', `<head><script>window.settings = ${JSON.stringify(all)}</script>`)
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/__clerk/')) return proxy(instance, request, response)
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function proxy(instance: Instance, request: IncomingMessage, response: ServerResponse): void {
  const headers = { ...request.headers, host: instance.host }
  const path = request.url?.slice('/__clerk'.length)
  const upstream = passOn({ host: '127.0.0.1', port: instance.port, path, method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  upstream.on('error', () => response.writeHead(502).end())
  request.pipe(upstream)
}
