import { readFileSync } from 'node:fs'
import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

export interface Media {
  schema: AnySchema
}
export interface DescribedAnswer {
  $ref?: string
  headers?: Record<string, { required?: boolean }>
  content?: Record<string, Media>
}
export interface Operation {
  operationId: string
  parameters?: { name: string; in: string; required?: boolean; schema: { type?: string } }[]
  requestBody?: { required: boolean; content: Record<string, Media> }
  responses: Record<string, DescribedAnswer>
}
export interface Description {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { responses: Record<string, DescribedAnswer>; schemas: Record<string, AnySchema> }
}

/** The description as it is published. After a change of a route or a view, `npm run docs` writes it anew. */
export const description: Description = JSON.parse(
  readFileSync(new URL('../../../../../docs/reference/openapi.json', import.meta.url), 'utf8'),
)

const ajv = new Ajv2020({ strict: false, validateSchema: false })
formats.default(ajv)
ajv.addSchema({ ...description, $id: 'openapi.json' } as AnySchema)
const compiled = new Map<string, ValidateFunction>()

/** The first thing that is wrong with a value, or null. `place` leads to a schema of the description. */
export function faultOf(value: unknown, place: readonly string[]): string | null {
  const pointer = place
    .map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('')
  let validate = compiled.get(pointer)
  if (!validate) {
    validate = ajv.compile({ $ref: `openapi.json#${pointer}` })
    compiled.set(pointer, validate)
  }
  if (validate(value)) return null
  const [error] = validate.errors ?? []
  return `${error?.instancePath || 'the whole'} ${error?.message} ${JSON.stringify(error?.params)}`
}

const table = Object.entries(description.paths)
  .map(([path, methods]) => ({
    path,
    methods,
    pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
  }))
  // As the server finds them: a fixed path wins over one with a parameter.
  .sort((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')))

export interface Described {
  path: string
  method: string
  operation: Operation
}

export function findOperation(method: string, path: string): Described | null {
  const own = path.replace(/^\/i\/[^/]+(?=\/)/, '')
  const plain = method === 'GET' ? own : own.replace(/(?<=.)\/$/, '')
  for (const { path, methods, pattern } of table) {
    // Generated requests ask by methods such as `constructor`.
    const name = method.toLowerCase()
    const operation = Object.hasOwn(methods, name) ? methods[name] : undefined
    if (operation && pattern.test(plain)) return { path, method: method.toLowerCase(), operation }
  }
  return null
}
