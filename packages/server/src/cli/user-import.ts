import { command, UsageError } from './command.ts'
import { importUsers } from './import/import-users.ts'
import { type ImportReport, reportText } from './import/report.ts'
import { readText } from './import/rows.ts'
import { type SourceName, sources } from './import/sources/index.ts'
import { requireInstance, withContext } from './with-context.ts'

const names = Object.keys(sources).join(', ')

/** Exit code 1 when a row was refused, so that a script notices; the others are in all the same. */
export const importCommand = command({
  name: 'import',
  description: 'Bring users from another system; running it again goes on where it was',
  args: {
    file: { type: 'positional', description: 'JSON, a JSON object on each line, or .csv', required: true },
    from: { type: 'string', description: `Where the file is from: ${names}`, required: true },
    instance: { type: 'string', description: 'Slug of the instance', default: 'acme' },
    'dry-run': { type: 'boolean', description: 'Tell what would happen and write nothing' },
    passwords: { type: 'string', description: 'Auth0: the file with the password hashes' },
    'better-auth-secret-file': { type: 'string', description: 'Better Auth: a file with the secret of the app' },
    'trust-addresses': {
      type: 'boolean',
      description: 'Take addresses and numbers as verified where the file does not say',
    },
  },
  run: (args) => {
    const from = requireSource(args.from)
    if (args.passwords !== undefined && from !== 'auth0') throw new UsageError('--passwords is for --from auth0.')
    if (args['better-auth-secret-file'] !== undefined && from !== 'better-auth')
      throw new UsageError('--better-auth-secret-file is for --from better-auth.')
    if (from === 'csv' && !/\.csv$/i.test(args.file)) throw new UsageError('The file must end in .csv.')
    const secretFile = args['better-auth-secret-file']
    return withContext(async (context) => {
      const report = await importUsers(context, await requireInstance(context, args.instance), {
        from,
        file: args.file,
        passwords: args.passwords,
        secrets: { betterAuth: secretFile === undefined ? null : readText(secretFile).trim() },
        isDryRun: args['dry-run'] === true,
        trustsAddresses: args['trust-addresses'] === true,
        onProgress: tellProgress(),
      })
      if (report.problems.length > 0) process.exitCode = 1
      return { json: report, text: reportText(report) }
    })
  },
})

function requireSource(from: string): SourceName {
  if (!Object.hasOwn(sources, from)) throw new UsageError(`--from must be one of ${names}.`)
  return from as SourceName
}

/** On standard error, every ten thousand rows: the report alone is on standard output. */
function tellProgress(): (report: ImportReport) => void {
  let told = 0
  return ({ rows, problems }) => {
    if (rows - told < 10_000) return
    told = rows
    process.stderr.write(`${rows} users read, ${problems.length} refused\n`)
  }
}
