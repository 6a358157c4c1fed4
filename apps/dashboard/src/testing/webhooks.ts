import type { WebhookEndpoint } from '../api/webhook-views.ts'
import { Refused } from './refused.ts'

export function someEndpoint(fields: Partial<WebhookEndpoint> = {}): WebhookEndpoint {
  return {
    ...{ id: 'whep_1', url: 'https://acme.example/hook', description: '', events: [], enabled: true },
    ...{ disabled_why: null, failing_since: null },
    ...fields,
  }
}

/** What the stand-in server answers about the endpoints of an instance. */
export function webhooksAnswer(
  endpoints: WebhookEndpoint[],
  method: string,
  [kind, id, part]: string[],
  body: Record<string, unknown> | undefined,
): unknown {
  if (kind !== 'endpoints') return []
  if (id === undefined && method === 'GET') return endpoints
  if (part === 'deliveries') return { deliveries: [], next: null }
  if (id === undefined) {
    const made = someEndpoint({ id: `whep_${endpoints.length + 1}`, ...body })
    endpoints.push(made)
    return { ...made, secret: 'whsec_shown_once' }
  }
  const index = endpoints.findIndex((endpoint) => endpoint.id === id)
  const endpoint = endpoints[index]
  if (!endpoint) throw new Refused(404, 'resource_not_found', 'There is nothing here.')
  if (method === 'DELETE') return endpoints.splice(index, 1)
  endpoints[index] = { ...endpoint, ...body }
  return endpoints[index]
}
