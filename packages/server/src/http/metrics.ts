import type { Registry } from 'prom-client'
import type { TryCounts } from '../webhooks/counts.ts'

export interface Metrics {
  count(route: string, status: number, milliseconds: number): void
  /** Prometheus text. */
  text(): Promise<string>
}

/** Counts cheaply; the Prometheus library is loaded by the first scrape, not by the start. */
export function createMetrics(webhooks: TryCounts): Metrics {
  const requests = new Map<string, { route: string; status: string; count: number; seconds: number }>()
  let registry: Promise<Registry> | undefined
  return {
    count(route, status, milliseconds) {
      const key = `${status} ${route}`
      const known = requests.get(key) ?? { route, status: String(status), count: 0, seconds: 0 }
      known.count += 1
      known.seconds += milliseconds / 1000
      requests.set(key, known)
    },
    async text() {
      registry ??= load(() => requests.values(), webhooks)
      return (await registry).metrics()
    },
  }
}

async function load(
  rows: () => Iterable<{ route: string; status: string; count: number; seconds: number }>,
  webhooks: TryCounts,
): Promise<Registry> {
  const { collectDefaultMetrics, Counter, Registry } = await import('prom-client')
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'countersign_' })
  const counter = (name: string, help: string, value: (row: { count: number; seconds: number }) => number) =>
    new Counter({
      name,
      help,
      labelNames: ['route', 'status'],
      registers: [registry],
      collect() {
        this.reset()
        for (const row of rows()) this.inc({ route: row.route, status: row.status }, value(row))
      },
    })
  counter('countersign_requests_total', 'Requests by route and status.', (row) => row.count)
  counter('countersign_request_seconds_total', 'Time spent on them.', (row) => row.seconds)
  new Counter({
    name: 'countersign_webhook_tries_total',
    help: 'Tries of this process to hand over a webhook.',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      this.reset()
      for (const outcome of ['taken', 'failed'] as const) this.inc({ outcome }, webhooks[outcome])
    },
  })
  return registry
}
