#!/usr/bin/env node
import { stripVTControlCharacters } from 'node:util'
import { type CommandDef, defineCommand, renderUsage, runCommand } from 'citty'

// Each command is loaded only when it is asked for: a start reads no code of the others.
const subCommands = {
  start: defineCommand({
    meta: { name: 'start', description: 'Start the server' },
    run: async () => (await import('./main.ts')).main(),
  }),
  migrate: () => import('./cli/migrate.ts').then((module) => module.migrateCommand),
  instance: () => import('./cli/instance.ts').then((module) => module.instanceCommand),
  admin: () => import('./cli/admin.ts').then((module) => module.adminCommand),
  user: () => import('./cli/user.ts').then((module) => module.userCommand),
  keys: () => import('./cli/keys.ts').then((module) => module.keysCommand),
  audit: () => import('./cli/audit.ts').then((module) => module.auditCommand),
  doctor: () => import('./cli/doctor.ts').then((module) => module.doctorCommand),
} satisfies CommandDef['subCommands']

const countersign = defineCommand({
  meta: { name: 'countersign', description: 'A self-hosted second step at sign-in' },
  subCommands,
})

/** Errors are one plain text on stderr: exit code 2 for wrong usage, 1 for everything else. */
async function run(rawArgs: string[]): Promise<void> {
  if (rawArgs.includes('--help') || rawArgs.includes('-h')) return help(rawArgs)
  try {
    await runCommand(countersign, { rawArgs })
  } catch (error) {
    const isUsage = error instanceof Error && (error.name === 'CLIError' || error.name === 'UsageError')
    const isPlain = isUsage || (error instanceof Error && (error.name === 'StartupError' || error.name === 'AppError'))
    const plain = isUsage ? null : await explained(error)
    const text = error instanceof Error ? (isPlain ? error.message : (error.stack ?? error.message)) : String(error)
    print(process.stderr, isUsage ? `${text}\nSee countersign --help.` : (plain ?? text))
    process.exitCode = isUsage ? 2 : 1
  }
}

/** What a full disk or a missing permission means and how to mend it; null for everything else. */
async function explained(error: unknown): Promise<string | null> {
  if (error instanceof Error && error.name === 'StartupError') return null
  return (await import('./lib/plain-failure.ts')).plainFailure(error)
}

async function help(rawArgs: string[]): Promise<void> {
  let command: CommandDef = countersign
  let parent: CommandDef | undefined
  for (const word of rawArgs.filter((arg) => !arg.startsWith('-'))) {
    const found = (command.subCommands as Record<string, unknown> | undefined)?.[word]
    if (!found) break
    parent = command
    command = (typeof found === 'function' ? await found() : found) as CommandDef
  }
  print(process.stdout, await renderUsage(command, parent))
}

/** Colours are for terminals. */
function print(stream: NodeJS.WriteStream, text: string): void {
  stream.write(`${stream.isTTY ? text : stripVTControlCharacters(text)}\n`)
}

await run(process.argv.slice(2))
