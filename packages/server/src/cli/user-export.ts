import { command, UsageError } from './command.ts'
import { exportUsers } from './export/export-users.ts'
import { requireInstance, withContext } from './with-context.ts'

export const exportCommand = command({
  name: 'export',
  description: 'Write every user to a new file that only its owner can read',
  args: {
    file: { type: 'positional', description: 'File to write; it must not exist', required: true },
    instance: { type: 'string', description: 'Slug of the instance', default: 'acme' },
    format: { type: 'string', description: 'json or csv', default: 'json' },
    'with-secrets': {
      type: 'boolean',
      description: 'Password hashes, secrets of authenticator apps and backup codes as well (json only)',
    },
  },
  run: ({ file, instance, format, 'with-secrets': withSecrets }) => {
    if (format !== 'json' && format !== 'csv') throw new UsageError('--format must be json or csv.')
    if (withSecrets && format === 'csv') throw new UsageError('--with-secrets needs --format json.')
    return withContext(async (context) => {
      const wish = { file, format, withSecrets: withSecrets === true } as const
      const count = await exportUsers(context, await requireInstance(context, instance), wish)
      const warning = withSecrets
        ? ' It holds secrets: whoever reads it can sign in as these users. Delete it soon.'
        : ''
      return {
        json: { file, users: count, with_secrets: wish.withSecrets },
        text: `${count} users are in ${file}.${warning}`,
      }
    })
  },
})
