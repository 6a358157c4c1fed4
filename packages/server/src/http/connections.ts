import { readFileSync } from 'node:fs'

/** What the bounds need to know of a connection. */
export interface Connection {
  /** A request is under way on it. */
  isBusy(): boolean
  destroy(): void
}

export interface ConnectionBounds {
  most: number
  perAddress: number
}

/** What the rest of the process may open: database, logs, providers, webhooks. */
const reservedDescriptors = 256
const mostConnections = 10_000
const fewestConnections = 64
/** Where the system does not tell: what most systems allow at least. */
const usualDescriptors = 1024

/**
 * Bounds that fit the descriptors this process may open. An address gets a quarter, so that none can shut the others out; with the usual
 * 10,000 connections that is 2,500, far more than an office behind one address uses.
 */
export function boundsFor(descriptors: number): ConnectionBounds {
  const reserved = Math.min(reservedDescriptors, Math.ceil(descriptors / 2))
  const most = Math.max(fewestConnections, Math.min(mostConnections, descriptors - reserved))
  return { most, perAddress: Math.ceil(most / 4) }
}

/** The soft limit of open files; Node has no call for it. */
export function descriptorLimit(readLimits = () => readFileSync('/proc/self/limits', 'utf8')): number {
  try {
    const soft = /^Max open files\s+(\d+|unlimited)/m.exec(readLimits())?.[1]
    if (soft === 'unlimited') return Number.MAX_SAFE_INTEGER
    return soft === undefined ? usualDescriptors : Number(soft)
  } catch {
    // No such file outside Linux. Node raises the soft limit to the hard one at its start.
    return usualDescriptors
  }
}

/**
 * Counts open connections by address. Where all are in use, a newcomer takes the place of a connection without a request, of the address
 * that holds most, if that address holds at least two more. Addresses of trusted proxies (`isExempt`) stand for many clients: they are
 * bounded by the total only.
 */
export function createConnections({ most, perAddress }: ConnectionBounds) {
  const held = new Map<string, Set<Connection>>()
  const exempt = new Set<string>()
  let open = 0

  function remove(key: string, connection: Connection): void {
    const ofKey = held.get(key)
    if (!ofKey?.delete(connection)) return
    open -= 1
    if (ofKey.size > 0) return
    held.delete(key)
    exempt.delete(key)
  }

  function makeRoom(newcomer: string): boolean {
    const own = held.get(newcomer)?.size ?? 0
    let fullest: [string, Set<Connection>] | undefined
    for (const entry of held) {
      if (!exempt.has(entry[0]) && entry[1].size > (fullest?.[1].size ?? 0)) fullest = entry
    }
    if (!fullest || fullest[1].size < own + 2) return false
    const [key, connections] = fullest
    for (const connection of connections) {
      if (connection.isBusy()) continue
      remove(key, connection)
      connection.destroy()
      return true
    }
    return false
  }

  return {
    /** Whether it may stay; then `closed` must be called when it has ended. */
    admit(key: string, connection: Connection, isExempt = false): boolean {
      if (!isExempt && (held.get(key)?.size ?? 0) >= perAddress) return false
      if (open >= most && !makeRoom(key)) return false
      const ofKey = held.get(key) ?? new Set()
      held.set(key, ofKey.add(connection))
      if (isExempt) exempt.add(key)
      open += 1
      return true
    },
    closed: remove,
    count: () => open,
  }
}
