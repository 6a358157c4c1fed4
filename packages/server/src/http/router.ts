import { RegExpRouter } from 'hono/router/reg-exp-router'
import { SmartRouter } from 'hono/router/smart-router'
import { TrieRouter } from 'hono/router/trie-router'
import type { Method, Route } from './route.ts'

export interface Match {
  route: Route
  params: Record<string, string>
}

export type Finder = (method: Method, path: string) => Match | null

/** Finds a route of a table. Paths are compared as they came, letter by letter: what is not in the table does not exist (R62). */
export function createFinder(routes: readonly Route[]): Finder {
  const router = new SmartRouter<Route>({ routers: [new RegExpRouter(), new TrieRouter()] })
  // A fixed path wins over one with a parameter, wherever they stand in the table.
  const ordered = [...routes].sort((a, b) => Number(a.path.includes(':')) - Number(b.path.includes(':')))
  for (const route of ordered) router.add(route.method, route.path, route)
  return (method, path) => {
    if (!path.startsWith('/')) return null
    const [found, stash] = router.match(method, path)
    const first = found[0]
    if (!first) return null
    const params: Record<string, string> = {}
    for (const [name, value] of Object.entries(first[1]))
      params[name] = typeof value === 'number' ? (stash?.[value] ?? '') : value
    return { route: first[0], params }
  }
}

/** Only plain characters, no empty segment, no dot segment: nothing that another reader of the path could read differently (R62). */
export function isPlainPath(path: string): boolean {
  return /^\/(?:[\w.~@-]+\/)*[\w.~@-]*$/.test(path) && !/\/\.{1,2}(?:\/|$)/.test(path)
}
