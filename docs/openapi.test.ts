import { readFileSync } from 'node:fs'
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { expect, test } from 'vitest'
import { backendRoutes } from '../packages/server/src/backend-api/routes.ts'
import { frontendRoutes } from '../packages/server/src/frontend-api/routes.ts'
import { describeApi } from './generators/openapi/document.ts'

interface Operation {
  operationId: string
  summary: string
  parameters?: { name: string; in: string }[]
  responses: Record<string, unknown>
}
const document = describeApi() as {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, AnySchema> }
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)
// A document may choose another dialect of JSON Schema; ours does not, and the validator cannot follow that choice.
const meta = JSON.parse(
  readFileSync(new URL('generators/openapi/meta/openapi-3.1.json', import.meta.url), 'utf8').replaceAll(
    '"$dynamicRef": "#meta"',
    '"$ref": "#/$defs/schema"',
  ),
)

test('the description is one of OpenAPI 3.1, by the schema of its makers', () => {
  const ajv = new Ajv2020({ strict: false })
  formats(ajv)
  ajv.addFormat('media-range', /^[\w*]+\/[\w*.+-]+$/)
  const validate = ajv.compile(meta)
  expect(validate(document) ? [] : validate.errors).toEqual([])
})

test('every route of the Frontend and the Backend API is in the description', () => {
  const described = operations.map(({ path, method }) => `${method} ${path}`)
  const served = [...frontendRoutes, ...backendRoutes].map(
    ({ method, path }) => `${method.toLowerCase()} /v1${path.replace(/:(\w+)/g, '{$1}')}`,
  )
  expect(served.filter((route) => !described.includes(route))).toEqual([])
  expect(new Set(served).size).toBe(served.length)
})

test('every schema compiles, and every reference leads somewhere', () => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false })
  formats(ajv)
  for (const keyword of ['openapi', 'info', 'servers', 'tags', 'paths', 'components']) ajv.addKeyword(keyword)
  ajv.addSchema({ ...document, $id: 'openapi.json' } as AnySchema)
  for (const name of Object.keys(document.components.schemas))
    expect(ajv.compile({ $ref: `openapi.json#/components/schemas/${name}` }), name).toBeTypeOf('function')
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, place]) => place!)
  const leadsNowhere = references.filter(
    (place) =>
      place.split('/').reduce((at: unknown, part) => (at as Record<string, unknown>)?.[part], document) === undefined,
  )
  expect([...new Set(leadsNowhere)]).toEqual([])
})

test('every operation has a name of its own and describes the parameters of its path', () => {
  const names = operations.map(({ operation }) => operation.operationId)
  expect(new Set(names).size).toBe(names.length)
  for (const { path, operation } of operations) {
    const inPath = (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name)
    expect(inPath, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
  }
})

// The origins of native apps are names and no hosts: `capacitor://localhost`.
test('the description holds no secret, no host and no place on a disk', () => {
  expect(JSON.stringify(document)).not.toMatch(
    /sk_(?:test|live)_|(?<!(?:capacitor|ionic|tauri):\/\/)localhost|127\.0\.0\.1|\/home\/|\/work\//,
  )
})
