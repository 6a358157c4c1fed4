import { request as passOn } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { chromium, test } from '@playwright/test'
import { makeCertificate } from '../../packages/server/test/support/peers/certificate.ts'
import { type Visitor, visit } from './visitor.ts'

export interface TlsFront {
  /** A browser for which all hosts of the front, and only those, are this machine. */
  visit(): Promise<Visitor>
  stop(): Promise<void>
}

/** What stands in front of servers on the internet: ends TLS for some hosts and passes each on to a port of this machine. */
export async function openTlsFront(ports: Record<string, number>): Promise<TlsFront> {
  const server = createServer(makeCertificate(), (request, response) => {
    const port = ports[request.headers.host ?? '']
    if (port === undefined) return void response.writeHead(502).end()
    const headers = { ...request.headers, 'x-forwarded-proto': 'https' }
    const upstream = passOn(
      { host: '127.0.0.1', port, path: request.url, method: request.method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    upstream.on('error', () => response.destroy())
    request.pipe(upstream)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    async visit() {
      const rules = Object.keys(ports).map((host) => `MAP ${host}:443 127.0.0.1:${port}`)
      const { launchOptions } = test.info().project.use
      const args = [...(launchOptions?.args ?? []), `--host-resolver-rules=${rules.join(',')}`]
      const browser = await chromium.launch({ ...launchOptions, headless: true, args })
      const visitor = await visit(browser, { ignoreHTTPSErrors: true })
      return {
        ...visitor,
        async close() {
          try {
            await visitor.close()
          } finally {
            await browser.close()
          }
        },
      }
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
