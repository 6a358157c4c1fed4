import type { Config } from '../config.ts'
import type { Instance } from './instance.ts'

export interface HostNames {
  /** As sent, and without a port that is this server's own. */
  names: string[]
  /** Of `<slug>.localhost`, which every development instance has. */
  slug: string | null
  /** The host of the public base URL. */
  isBase: boolean
}

type Base = Pick<Config, 'url' | 'port'>

/** Returns what a `Host` header may stand for, or null for text that is not a host. */
export function hostNames(header: string | undefined, config: Base): HostNames | null {
  const host = header?.toLowerCase()
  if (!host || !/^[a-z0-9.-]{1,253}(?::\d{1,5})?$/.test(host)) return null
  const base = new URL(config.url)
  const [name = '', port] = host.split(':')
  // Some clients and proxies write the default port, which the base URL never has.
  const publicPort = base.port || (base.protocol === 'https:' ? '443' : '80')
  const isOurs = port === undefined || port === String(config.port) || port === publicPort
  const slug = isOurs ? (/^([a-z0-9-]+)\.localhost$/.exec(name)?.[1] ?? null) : null
  const names = isOurs && port !== undefined ? [host, name] : [host]
  return { names, slug, isBase: names.includes(base.host) }
}

/**
 * Returns whether an instance is served under a host that is registered for it. `<name>.localhost` resolves to the visitor's own machine: a
 * production instance has one only where an operator registered it on a server of this machine, and never the one made from its slug (R125).
 */
export function isServedAt(
  { url }: Pick<Config, 'url'>,
  { environment, slug }: Pick<Instance, 'environment' | 'slug'>,
  host: string,
): boolean {
  if (environment === 'development' || !isLocalName(host)) return true
  return isLoopbackUrl(url) && host.split(':')[0] !== `${slug}.localhost`
}

/** Whether a host, with or without a port, is a name below `localhost`. */
export function isLocalName(host: string): boolean {
  return /\.localhost(?::\d+)?$/.test(host)
}

/** Returns the base URL for a registered host. It takes the scheme and port of the configuration, never the port of the request (R125). */
export function hostUrl({ url }: Pick<Config, 'url'>, scheme: 'http' | 'https', registered: string): string {
  const { protocol, port } = new URL(url)
  const hasOwnPort = registered.includes(':') || port === '' || protocol !== `${scheme}:` || scheme === 'https'
  return `${scheme}://${registered}${hasOwnPort ? '' : `:${port}`}`
}

/** Returns the base URL of a development instance that was reached as `<slug>.localhost`. Only a server on this machine is there. */
export function localUrl(
  config: Base,
  scheme: 'http' | 'https',
  instance: Pick<Instance, 'host' | 'slug'>,
  { names }: HostNames,
): string {
  return isLoopbackUrl(config.url) ? `${scheme}://${names[0]}` : publicUrl(config, instance)
}

/** Returns where the instance is when no request says it: its host if the server has a public name, else its path. */
export function publicUrl(config: Pick<Config, 'url'>, instance: Pick<Instance, 'host' | 'slug'>): string {
  const isPublic = config.url.startsWith('https:') && !isLocalName(instance.host)
  return isPublic ? `https://${instance.host}` : `${config.url}/i/${instance.slug}`
}

export function isLoopbackUrl(url: string): boolean {
  return /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(url).hostname)
}
