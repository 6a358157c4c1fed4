import { AppError } from '@countersign/contract'
import { isForAdministrators } from '../administrators/require.ts'
import type { Context } from '../context.ts'
import { hashToken } from '../lib/hashing.ts'
import { hostNames, hostUrl, isServedAt, localUrl, publicUrl } from './hosts.ts'
import type { Instance } from './instance.ts'
import { findByHost, findBySlug, findOnly } from './instances.store.ts'
import { type KeyNeed, mayUse, scopesFor } from './key-scopes.ts'
import { type ActingKey, findBySecretKey, noteKeyUse } from './secret-keys.store.ts'

/** What a request says about the instance it is for. */
export interface Address {
  /** `sk_…`: of the Backend API, or of an app's own proxy in front of the Frontend API. */
  secretKey: string | null
  host: string | undefined
  /** From a trusted proxy only. */
  forwardedHost: string | undefined
  /** From a trusted proxy, else that of the configuration. */
  scheme: 'http' | 'https'
  slug: string | null
  /** What the request does; a key with scopes opens nothing without it. */
  need?: KeyNeed | undefined
}

export interface Resolved {
  instance: Instance
  addressedBy: 'host' | 'prefix' | 'key' | 'only'
  /** The secret key that named it. */
  key?: ActingKey
  /** Public base URL. Made of configuration and registered hosts, so a forged `Host` never gets into a link (R125). */
  url: string
  /** Base URL of links in messages, where it is not `url`: the proxy of an app can report any address. */
  linkUrl?: string
}

/** Splits `/i/<slug>/rest`. */
export function splitPath(path: string): { slug: string | null; rest: string } {
  const match = /^\/i\/([a-z0-9-]+)(\/.*)?$/.exec(path)
  return match?.[1] ? { slug: match[1], rest: match[2] ?? '/' } : { slug: null, rest: path }
}

export async function resolveInstance(context: Context, address: Address): Promise<Resolved> {
  const { config } = context
  if (address.secretKey !== null) {
    const { instance, key } = await byKey(context, address.secretKey, address.need)
    if (address.slug !== null && address.slug !== instance.slug) throw new AppError('instance_not_found')
    return { instance, addressedBy: 'key', key, url: publicUrl(config, instance) }
  }
  const named = await byHost(context, address)
  if (address.slug === null && named) return { ...named, addressedBy: 'host' }
  const instance = address.slug === null ? await findOnly(context.db) : await findBySlug(context.db, address.slug)
  // A host speaks for its own instance only: another one is not served under its name.
  if (!instance || (named && named.instance.id !== instance.id)) throw new AppError('instance_not_found')
  if (address.slug === null) return { instance, addressedBy: 'only', url: config.url }
  return { instance, addressedBy: 'prefix', url: `${named?.url ?? config.url}/i/${instance.slug}` }
}

/** The one place where keys are read: whether there is one, whether it still works, and whether it may do this. */
async function byKey(
  context: Context,
  secretKey: string,
  need: KeyNeed | undefined,
): Promise<{ instance: Instance; key: ActingKey }> {
  const now = context.clock.now()
  const found = /^sk_(?:test|live)_[\w-]{43}$/.test(secretKey)
    ? await findBySecretKey(context.db, hashToken(secretKey), now)
    : null
  // An API key could make accounts and sessions, so the dashboard's instance takes none.
  if (!found || isForAdministrators(found)) throw new AppError('clerk_key_invalid')
  const { scopes, expiresAt } = found.key
  if (expiresAt !== null && expiresAt <= now)
    throw new AppError('secret_key_expired', { at: new Date(expiresAt).toISOString().slice(0, 16).replace('T', ' ') })
  if (!mayUse(scopes, need)) throw new AppError('secret_key_scope', { scopes: scopesFor(need) })
  if (found.isNoteDue) await noteKeyUse(context.db, found.key.id, now)
  return found
}

async function byHost(context: Context, address: Address): Promise<{ instance: Instance; url: string } | null> {
  const { config } = context
  for (const header of [address.host, address.forwardedHost]) {
    const host = hostNames(header, config)
    // The server's own host serves every instance by its path, even when it is also the host of one.
    if (!host || (host.isBase && address.slug !== null)) continue
    if (host.slug !== null) {
      const instance = await findBySlug(context.db, host.slug)
      if (instance?.environment === 'development')
        return { instance, url: localUrl(config, address.scheme, instance, host) }
    }
    const found = await findByHost(context.db, host.names)
    if (found && isServedAt(config, found.instance, found.host))
      return { instance: found.instance, url: hostUrl(config, address.scheme, found.host) }
  }
  return null
}
