import { z } from 'zod'
import type { Route } from '../../../packages/server/src/http/route.ts'
import { isRefusedWith } from './refusals.ts'
import type { Schema, Schemas } from './schemas.ts'

export interface Side {
  tag: 'Frontend API' | 'Backend API'
  routes: readonly Route[]
}

/** One row of a route table as an operation. */
export function operation(route: Route, { tag }: Side, schemas: Schemas): Schema {
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
  const input = route.input && inputSchema(route.input)
  const isRead = route.method === 'GET'
  return {
    operationId: idOf(route, tag),
    tags: [tag],
    summary: route.summary,
    security: securityOf(route),
    parameters: [
      ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...(isRead && input ? queryParameters(input) : []),
    ],
    ...(!isRead && input ? { requestBody: requestBodyOf(route, input) } : {}),
    responses: { ...success(route, tag, schemas), ...refusals(route) },
  }
}

/** Fields that are not described are ignored, so they are not forbidden here. */
function inputSchema(input: z.ZodType): Schema {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })
  return schema
}

function queryParameters(input: Schema): Schema[] {
  const required = new Set(input['required'] as string[] | undefined)
  return Object.entries((input['properties'] ?? {}) as Record<string, Schema>).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.has(name),
    schema,
  }))
}

/** A picture: as the field of a form, or as the body itself, in bytes or in base64. */
const fileBody: Schema = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: {
        type: 'object',
        properties: { file: { type: 'string', contentMediaType: 'application/octet-stream' } },
        required: ['file'],
      },
    },
    'application/octet-stream': { schema: { type: 'string' } },
  },
}
const pictures = ['image/gif', 'image/jpeg', 'image/png', 'image/webp']

function requestBodyOf({ body }: Route, input: Schema): Schema {
  if (body === 'file') return fileBody
  if (body !== 'list') return bodyOf(input)
  const { list } = input['properties'] as { list: Schema }
  return { required: true, content: { 'application/json': { schema: list } } }
}

function bodyOf(schema: Schema): Schema {
  const isRequired = ((schema['required'] as string[] | undefined) ?? []).length > 0
  return {
    required: isRequired,
    content: { 'application/x-www-form-urlencoded': { schema }, 'application/json': { schema } },
  }
}

function securityOf({ who }: Route): Schema[] {
  if (who === 'key') return [{ secretKey: [] }]
  return who === 'anyone' ? [{}, { client: [] }, { devBrowser: [] }] : [{ client: [] }, { devBrowser: [] }]
}

function success(route: Route, tag: Side['tag'], schemas: Schemas): Schema {
  if (route.returns === 'Redirect')
    return {
      307: {
        description: 'The browser goes on to the app.',
        headers: { Location: { required: true, schema: { type: 'string', format: 'uri' } } },
      },
    }
  if (route.returns === 'Picture')
    return {
      200: {
        description: 'The picture.',
        content: Object.fromEntries(pictures.map((type) => [type, { schema: { type: 'string' } }])),
      },
    }
  if (route.returns === 'Table')
    return { 200: { description: 'The table.', content: { 'text/csv': { schema: { type: 'string' } } } } }
  const answered = schemas.fieldOf('Answers', route.returns!)
  const isEnvelope = (route.answer ?? (tag === 'Frontend API' ? 'envelope' : 'raw')) === 'envelope'
  const client =
    route.method === 'GET' ? { type: 'null' } : { anyOf: [schemas.reference('ClientView'), { type: 'null' }] }
  const schema = isEnvelope
    ? {
        type: 'object',
        properties: { response: answered, client },
        required: ['response', 'client'],
        additionalProperties: false,
      }
    : answered
  return { 200: { description: 'Done.', content: { 'application/json': { schema } } } }
}

function refusals(route: Route): Schema {
  const prefix = route.answer === 'page' ? 'Page' : 'Error'
  const statuses = isRefusedWith(route)
  return Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${prefix}${status}` }]))
}

function idOf(route: Route, tag: Side['tag']): string {
  const words = route.path.split(/\W+/).filter(Boolean)
  const side = tag === 'Backend API' ? 'backend' : 'frontend'
  return [side, route.method.toLowerCase(), ...words].join('_')
}
