import { type ArgsDef, type CommandDef, defineCommand, type ParsedArgs } from 'citty'

/** What a command tells: the document for programs (`--json`), the text for people. */
export interface Told {
  json: unknown
  text: string
}

/** Wrong usage: exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

const jsonFlag = { json: { type: 'boolean', description: 'Print one JSON document' } } as const

/** A command that tells something. Options and words it does not know are wrong usage, not ignored. */
export function command<const T extends ArgsDef>(about: {
  name: string
  description: string
  args?: T
  run(args: ParsedArgs<T>): Promise<Told>
}): CommandDef {
  const known: ArgsDef = { ...about.args, ...jsonFlag }
  return defineCommand({
    meta: { name: about.name, description: about.description },
    args: known,
    async run({ args }) {
      refuseUnknown(known, args)
      const told = await about.run(args as ParsedArgs<T>)
      process.stdout.write(args['json'] ? `${JSON.stringify(told.json)}\n` : `${told.text}\n`)
    },
  }) as CommandDef
}

function refuseUnknown(known: ArgsDef, args: Record<string, unknown> & { _: string[] }): void {
  // The parser repeats `--dry-run` as `dryRun`.
  const spelled = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  const unknown = Object.keys(args).find((name) => name !== '_' && !(name in known) && !(spelled(name) in known))
  if (unknown !== undefined) throw new UsageError(`Unknown option --${unknown}.`)
  const places = Object.values(known).filter((arg) => arg.type === 'positional').length
  if (args._.length > places) throw new UsageError(`Unexpected word: ${args._[places]}.`)
}

/** Lines in columns. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (all, row) => row.map((cell, index) => Math.max(all[index] ?? 0, cell.length)),
    [],
  )
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
