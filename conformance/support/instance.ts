import { fileURLToPath } from 'node:url'
import { type ClerkClient, createClerkClient } from '@clerk/backend'
import { Backend } from '../../e2e/support/backend.ts'
import { type RunningServer, startServer } from '../../e2e/support/server.ts'

/** One instance of a running server, with the SDK's own client for other servers. */
export interface Instance {
  slug: string
  /** Where the server listens, and the host by which it tells this instance. */
  port: number
  host: string
  /** Base of both APIs for this instance. */
  url: string
  publishableKey: string
  secretKey: string
  backend: Backend
  clerk: ClerkClient
}

export interface InstanceWish {
  environment: 'development' | 'production'
  /** What the publishable key names. */
  host: string
  settings?: object
}

let made = 0

/** A server with the SDK's packages beside it. */
export const startBesidePackages = (env: Record<string, string> = {}): Promise<RunningServer> =>
  startServer({ NODE_PATH: fileURLToPath(new URL('../node_modules', import.meta.url)), ...env })

export async function makeInstance(
  server: RunningServer,
  { environment, host, settings }: InstanceWish,
): Promise<Instance> {
  const slug = `app-${++made}`
  const wish = ['--name', 'Acme', '--environment', environment, '--slug', slug, '--host', host]
  const told = JSON.parse(await server.command('instance', 'create', ...wish, '--json'))
  const url = `${server.url}/i/${slug}`
  const backend = new Backend(url, told.secret_key)
  if (settings) await backend.changeSettings(settings)
  const { publishable_key: publishableKey, secret_key: secretKey } = told
  const clerk = createClerkClient({ secretKey, publishableKey, apiUrl: server.url, telemetry: { disabled: true } })
  return { slug, port: server.port, host, url, publishableKey, secretKey, backend, clerk }
}
