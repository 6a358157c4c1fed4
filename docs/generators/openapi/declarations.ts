import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'

/** A node of the syntax tree, as far as it is read here. */
export interface Node {
  type: string
  start: number
  end: number
  [part: string]: unknown
}

/** An interface or type of the contract, with the words that stand above it and above its fields. */
export interface Declaration {
  name: string
  node: Node
  parameters: string[]
  /** The comment that ends right before a place of its file. */
  commentBefore(start: number): string | undefined
}

const folder = fileURLToPath(new URL('../../../packages/contract/src/', import.meta.url))

/** Every type of the contract by its name. The compiler checks them; here they are only read. */
export function readDeclarations(): Map<string, Declaration> {
  const files = readdirSync(folder).filter((name) => /^[\w-]+\.ts$/.test(name))
  return new Map(files.flatMap((name) => declarationsOf(name)).map((one) => [one.name, one]))
}

function declarationsOf(name: string): Declaration[] {
  const text = readFileSync(`${folder}${name}`, 'utf8')
  const { program, comments } = parseSync(name, text)
  const words = new Map<number, string>()
  for (const comment of comments) {
    if (comment.type !== 'Block' || !comment.value.startsWith('*')) continue
    const next = comment.end + (/^\s*/.exec(text.slice(comment.end))?.[0].length ?? 0)
    words.set(
      next,
      comment.value
        .replace(/^\s*\* ?/gm, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
  }
  return (program.body as unknown as Node[]).flatMap((statement) => {
    const node = (statement['declaration'] ?? statement) as Node
    if (node.type !== 'TSInterfaceDeclaration' && node.type !== 'TSTypeAliasDeclaration') return []
    const parameters = ((node['typeParameters'] as Node | null)?.['params'] as Node[] | undefined) ?? []
    return {
      name: (node['id'] as Node)['name'] as string,
      node,
      parameters: parameters.map((one) => (one['name'] as Node)['name'] as string),
      commentBefore: (start) => words.get(start) ?? (start === node.start ? words.get(statement.start) : undefined),
    }
  })
}
