import { attemptChanges, clientChanges, clientOf, resourceOf } from './answer.ts'
import { type Camel, toCamel } from './camel.ts'
import type { Store } from './store.ts'
import type { Answer, Transport } from './transport.ts'
import type { State } from './types.ts'

/** How the resources talk to the server; every answer brings the state up to date before its promise settles. */
export interface Api {
  getState(): State
  get<T>(path: string): Promise<Camel<T>>
  post<T>(path: string, params?: object, method?: 'PATCH' | 'PUT' | 'DELETE'): Promise<Camel<T>>
  refreshClient(): Promise<void>
}

export function createApi(store: Store, transport: Transport, onHeaders: (headers: Headers) => void): Api {
  let clientsSeen = 0

  async function take<T>(answer: Answer, isFresh: () => boolean): Promise<Camel<T>> {
    onHeaders(answer.headers)
    const client = clientOf(answer.body)
    const resource = answer.error ? null : toCamel(resourceOf(answer.body))
    const changes = { ...(client && clientChanges(client)), ...attemptChanges(resource) }
    if (Object.keys(changes).length > 0 && isFresh()) store.change(changes)
    if (client) clientsSeen++
    if (answer.error) {
      // Signed out elsewhere: the state must say so before the caller looks at it.
      if (answer.error.status === 401 && !client) await refreshClient().catch(() => {})
      throw answer.error
    }
    return resource as Camel<T>
  }

  async function refreshClient(): Promise<void> {
    const seen = clientsSeen
    const answer = await transport.get('/client')
    onHeaders(answer.headers)
    if (answer.error) throw answer.error
    // A read that began before a write was answered may be older than that write.
    if (seen === clientsSeen) store.change(clientChanges(clientOf(answer.body) ?? null))
  }

  return {
    getState: store.getState,
    refreshClient,
    async get(path) {
      const seen = clientsSeen
      return take(await transport.get(path), () => seen === clientsSeen)
    },
    async post(path, params, method) {
      return take(await transport.post(path, params, method), () => true)
    },
  }
}
