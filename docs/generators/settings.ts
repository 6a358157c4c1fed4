import { defaultSettings, settingsSchema } from '@countersign/contract/settings'
import { z } from 'zod'
import { generatedFrom, table } from './table.ts'

type Schema = z.core.JSONSchema.BaseSchema

export function renderSettings(): string {
  return `# Settings of an instance

${generatedFrom('packages/contract/src/settings.ts')}

Read with \`GET /v1/instance/settings\`, changed with \`PATCH\` (nested objects are merged) or \`countersign instance apply <slug> settings.json\`.
A value out of bounds changes nothing and answers 422 with the name of the setting.

${table(['setting', 'default', 'allowed', 'meaning'], rowsOf(z.toJSONSchema(settingsSchema), defaultSettings, ''))}
`
}

function rowsOf(schema: Schema, defaults: unknown, prefix: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    if (typeof property === 'boolean') return []
    const value = (defaults as Record<string, unknown>)[name]
    if (property.type === 'object' && property.properties) return rowsOf(property, value, `${prefix}${name}.`)
    return [[`\`${prefix}${name}\``, `\`${JSON.stringify(value)}\``, boundsOf(property), property.description ?? '']]
  })
}

function boundsOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ')
  if (schema.type === 'integer') return `${schema.minimum} to ${schema.maximum}`
  if (schema.type === 'array') return `list of at most ${schema.maxItems}`
  if (schema.type === 'object') return 'names with values'
  return schema.type === 'boolean' ? '`true`, `false`' : String(schema.type)
}
