// Every route that the reference names. Attackers read documentation too.
import { readFileSync } from 'node:fs'

const reference = readFileSync(new URL('../../docs/reference/api.md', import.meta.url), 'utf8')

/** The rows of one table of the reference: `{ method, path, who }`, with placeholders like `:id` in the path. */
export function routesOf(title) {
  const [, section = ''] = reference.split(`## ${title}\n`)
  const [table = ''] = section.split('\n## ')
  const rows = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
  const routes = rows.flatMap(([, method, path, who]) =>
    /^(?:GET|POST|PUT|PATCH|DELETE)$/.test(method ?? '') ? [{ method, path: path.replaceAll('`', ''), who }] : [],
  )
  if (routes.length === 0) throw new Error(`docs/reference/api.md has no routes under “${title}”.`)
  return routes
}

/** The path with something in the place of each placeholder; `values` may name some of them. */
export const fill = (path, values = {}) =>
  path.replace(/:(\w+)/g, (_, name) => values[name] ?? 'none_00000000000000000000000000')
