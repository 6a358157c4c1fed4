import { settingsSchema } from '@countersign/contract/settings'
import { z } from 'zod'
import { type Declaration, type Node, readDeclarations } from './declarations.ts'

export type Schema = Record<string, unknown>
interface Fields {
  properties: Record<string, Schema>
  required: string[]
  /** What else it may hold. */
  rest: Schema | false
}
/** What the parameters of a generic type stand for. */
type Bindings = Map<string, Schema>

const keywords: Record<string, Schema> = {
  TSStringKeyword: { type: 'string' },
  TSNumberKeyword: { type: 'number' },
  TSBooleanKeyword: { type: 'boolean' },
  TSNullKeyword: { type: 'null' },
  TSUnknownKeyword: {},
  TSNeverKeyword: { not: {} },
}

/**
 * The types of the contract as JSON Schema. An object has the fields of its type and no others. What is not understood stops the
 * generator: a type that cannot be described is not guessed at.
 */
export class Schemas {
  readonly named: Record<string, Schema> = {}
  private readonly declarations = readDeclarations()

  /** What a field of a type is: `Answers` holds what routes answer. */
  fieldOf(name: string, field: string): Schema {
    const found = this.fields(this.declaration(name).node, name).properties[field]
    if (!found) throw new Error(`${name} has no ${field}`)
    return found
  }

  reference(name: string): Schema {
    const short = name.replace(/View$/, '')
    if (!(short in this.named)) {
      this.named[short] = {}
      this.named[short] = this.whole(name)
    }
    return { $ref: `#/components/schemas/${short}` }
  }

  private declaration(name: string): Declaration {
    const found = this.declarations.get(name)
    if (!found) throw new Error(`The contract has no type ${name} that can be described.`)
    return found
  }

  private whole(name: string): Schema {
    if (name === 'Settings') return settings()
    const { node, commentBefore } = this.declaration(name)
    const description = commentBefore(node.start)
    const schema =
      node.type === 'TSInterfaceDeclaration'
        ? objectSchema(this.fields(node, name))
        : this.schema(node['typeAnnotation'], name)
    return description ? { description, ...schema } : schema
  }

  private schema(part: unknown, owner: string, bindings: Bindings = new Map()): Schema {
    const node = part as Node
    const keyword = keywords[node.type]
    if (keyword) return keyword
    if (node.type === 'TSLiteralType') return { const: (node['literal'] as Node)['value'] }
    if (node.type === 'TSArrayType') return { type: 'array', items: this.schema(node['elementType'], owner, bindings) }
    if (node.type === 'TSTupleType') {
      const items = (node['elementTypes'] as Node[]).map((one) => this.schema(one, owner, bindings))
      return { type: 'array', prefixItems: items, items: false, minItems: items.length }
    }
    if (node.type === 'TSUnionType')
      return union((node['types'] as Node[]).map((one) => this.schema(one, owner, bindings)))
    if (node.type === 'TSTypeReference') return this.referred(node, owner, bindings)
    return objectSchema(this.fields(node, owner, bindings))
  }

  private referred(node: Node, owner: string, bindings: Bindings): Schema {
    const name = (node['typeName'] as Node)['name'] as string
    const given = argumentsOf(node)
    const bound = bindings.get(name)
    if (bound) return bound
    if (given.length === 0) return this.reference(name)
    return objectSchema(this.fields(node, owner, bindings))
  }

  /** The fields of whatever is an object: an interface with those it extends, a literal, an intersection, `Record`, `Omit`. */
  private fields(node: Node, owner: string, bindings: Bindings = new Map()): Fields {
    if (node.type === 'TSInterfaceDeclaration') {
      const above = (node['extends'] as Node[]).map((one) =>
        this.generic(one['expression'] as Node, one, owner, bindings),
      )
      return joined([...above, this.members((node['body'] as Node)['body'] as Node[], owner, bindings)])
    }
    if (node.type === 'TSTypeLiteral') return this.members(node['members'] as Node[], owner, bindings)
    if (node.type === 'TSIntersectionType')
      return joined((node['types'] as Node[]).map((one) => this.fields(one, owner, bindings)))
    if (node.type === 'TSTypeReference') return this.generic(node['typeName'] as Node, node, owner, bindings)
    throw new Error(`${owner} has a ${node.type}, which docs/generators/openapi cannot describe yet.`)
  }

  private generic(id: Node, node: Node, owner: string, bindings: Bindings): Fields {
    const name = id['name'] as string
    const given = argumentsOf(node)
    if (name === 'Record') return this.record(given, owner, bindings)
    if (name === 'Omit') {
      const { properties, required, rest } = this.fields(given[0]!, owner, bindings)
      const gone = new Set(this.names(given[1]!))
      const kept = Object.entries(properties).filter(([field]) => !gone.has(field))
      return { properties: Object.fromEntries(kept), required: required.filter((field) => !gone.has(field)), rest }
    }
    const { node: declared, parameters } = this.declaration(name)
    const inner = new Map(parameters.map((one, index) => [one, this.schema(given[index]!, owner, bindings)]))
    const whole = declared.type === 'TSInterfaceDeclaration' ? declared : (declared['typeAnnotation'] as Node)
    return this.fields(whole, name, inner)
  }

  private record([key, value]: Node[], owner: string, bindings: Bindings): Fields {
    const content = this.schema(value!, owner, bindings)
    if (key!.type === 'TSStringKeyword') return { properties: {}, required: [], rest: content }
    const names = this.names(key!)
    return { properties: Object.fromEntries(names.map((name) => [name, content])), required: names, rest: false }
  }

  /** The words of a union of words. */
  private names(node: Node): string[] {
    if (node.type === 'TSLiteralType') return [(node['literal'] as Node)['value'] as string]
    if (node.type === 'TSUnionType') return (node['types'] as Node[]).flatMap((one) => this.names(one))
    return this.names(this.declaration((node['typeName'] as Node)['name'] as string).node['typeAnnotation'] as Node)
  }

  private members(members: Node[], owner: string, bindings: Bindings): Fields {
    const all: Fields = { properties: {}, required: [], rest: false }
    for (const member of members) {
      const type = (member['typeAnnotation'] as Node)['typeAnnotation']
      if (member.type === 'TSIndexSignature') {
        all.rest = this.schema(type, owner, bindings)
        continue
      }
      const key = member['key'] as Node
      const name = (key['name'] ?? key['value']) as string
      const description = this.declarations.get(owner)?.commentBefore(member.start)
      const schema = this.schema(type, owner, bindings)
      all.properties[name] = description ? { ...schema, description } : schema
      if (member['optional'] !== true) all.required.push(name)
    }
    return all
  }
}

/** Settings are the one type that is made from a schema. */
function settings(): Schema {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(settingsSchema, { unrepresentable: 'any' })
  return schema
}

function argumentsOf(node: Node): Node[] {
  return ((node['typeArguments'] as Node | null)?.['params'] as Node[] | undefined) ?? []
}

function joined(all: Fields[]): Fields {
  return {
    properties: Object.assign({}, ...all.map(({ properties }) => properties)),
    required: [...new Set(all.flatMap(({ required }) => required))],
    rest: all.find(({ rest }) => rest !== false)?.rest ?? false,
  }
}

function objectSchema({ properties, required, rest }: Fields): Schema {
  return { type: 'object', properties, required, additionalProperties: rest }
}

function union(members: Schema[]): Schema {
  if (members.every((one) => 'const' in one)) return { enum: members.map((one) => one['const']) }
  return { anyOf: members }
}
