import { backendRoutes } from '../../../packages/server/src/backend-api/routes.ts'
import { frontendRoutes } from '../../../packages/server/src/frontend-api/routes.ts'
import { receiptRoutes } from '../../../packages/server/src/receipts-api/routes.ts'
import { operation, type Side } from './operations.ts'
import { refusalResponses, statuses } from './refusals.ts'
import { type Schema, Schemas } from './schemas.ts'

const description = `The Frontend API is what a browser may ask, the Backend API what an app's own server may ask with the secret key.
Bodies are forms or JSON, never larger than 64 KiB; fields that are not described are ignored. \`POST\` with \`?_method=PATCH\`, \`PUT\` or
\`DELETE\` stands for that method, for browsers that ask without a preflight. Where one server holds several instances, the same paths are
below \`/i/<slug>\` too. Times are milliseconds since 1970 unless said otherwise.`

const securitySchemes = {
  secretKey: { type: 'http', scheme: 'bearer', description: 'The secret key of the instance, `sk_…`.' },
  client: { type: 'apiKey', in: 'cookie', name: '__client', description: 'The cookie by which a browser is known.' },
  devBrowser: {
    type: 'apiKey',
    in: 'query',
    name: '__clerk_db_jwt',
    description: 'In development instances, in place of the cookie where browsers send none across sites.',
  },
}

const sides: Side[] = [
  { tag: 'Frontend API', routes: frontendRoutes },
  { tag: 'Backend API', routes: backendRoutes },
]

/** The description of both APIs, from the tables they are served from, the types they are compiled against and the table of errors. */
export function describeApi(): Schema {
  const schemas = new Schemas()
  const paths: Record<string, Record<string, Schema>> = {}
  const add = (path: string, method: string, what: Schema) => {
    if (paths[path]?.[method]) throw new Error(`${method} ${path} is in two tables.`)
    paths[path] = { ...paths[path], [method]: what }
  }
  for (const side of sides)
    for (const route of side.routes)
      add(`/v1${template(route.path)}`, route.method.toLowerCase(), operation(route, side, schemas))
  const keys = paths['/v1/.well-known/jwks.json']?.['get']
  add('/.well-known/jwks.json', 'get', { ...keys, operationId: 'well_known_jwks' })
  for (const { kind, type, summary } of receiptRoutes) add(`/v1/receipts/${kind}`, 'post', receipt(kind, type, summary))
  const responses = refusalResponses(schemas)
  return {
    openapi: '3.1.0',
    info: { title: 'Countersign', version: '0.1.0', license: { name: 'MIT', identifier: 'MIT' }, description },
    servers: [{ url: '/', description: 'The host that serves this description.' }],
    tags: [...sides.map(({ tag }) => ({ name: tag })), { name: 'Delivery receipts' }],
    paths: sorted(paths),
    components: { schemas: sorted(schemas.named), responses, securitySchemes },
  }
}

export function renderOpenapi(): string {
  return `${JSON.stringify(describeApi(), null, 1)}\n`
}

function receipt(kind: string, type: string, summary: string): Schema {
  return {
    operationId: `receipt_${kind}`,
    tags: ['Delivery receipts'],
    summary,
    security: [],
    requestBody: { required: true, content: { [type]: { schema: { type: 'object' } } } },
    responses: {
      204: { description: 'Taken.' },
      ...Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/Error${status}` }])),
    },
  }
}

function template(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}')
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}
