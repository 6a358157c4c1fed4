import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { startTestApp, type TestApp } from '../support/app.ts'
import { SmsProvider } from '../support/peers/sms-provider.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'

/**
 * Two real servers on one database. Every request of a browser goes to the other server than the one before, and bursts go to both at the
 * same time: a limit that one process keeps for itself lets twice as many through.
 */
export let here: TestApp
/** What the browsers talk to: both servers, in turn. */
export let both: TestApp
export let servers: [ServerProcess, ServerProcess]
export const providers = [new SmsProvider(), new SmsProvider()] as const
let turn = 0

export async function startServers(): Promise<void> {
  const masterKey = randomBytes(32)
  here = await startTestApp({}, { masterKeys: [masterKey] })
  const { options } = here.database
  const ports = await Promise.all([freePort(), freePort()])
  const [one, other] = await Promise.all(
    ports.map(async (port, index) =>
      startServer(port, {
        DATABASE_URL: options.kind === 'postgres' ? options.url : '',
        COUNTERSIGN_MASTER_KEY: masterKey.toString('base64'),
        COUNTERSIGN_SMS: await providers[index]!.listen(),
        COUNTERSIGN_TRUSTED_PROXIES: '127.0.0.1',
      }),
    ),
  )
  servers = [one!, other!]
  const request = (url: string, init?: RequestInit) => servers[turn++ % 2]!.request(url, init)
  both = { ...here, app: { request } as unknown as TestApp['app'] }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export async function stopServers(): Promise<void> {
  await Promise.all(servers?.map((server) => server.kill()) ?? [])
  for (const provider of providers) provider.stop()
  await here?.close()
}
