import { type CommandDef, defineCommand } from 'citty'
import { makeFirstInstances } from '../instances/bootstrap.ts'
import { makeOperatorLink } from '../instances/operator-link.ts'
import { readNewUsername } from '../users/username.ts'
import { command, UsageError } from './command.ts'
import { withContext } from './with-context.ts'

const link = command({
  name: 'link',
  description: 'A link that signs an operator in once, within an hour',
  args: { name: { type: 'string', description: 'Of the operator, who is made if there is none', default: 'operator' } },
  run: ({ name }) => {
    const known = readNewUsername(name)
    if (!known) throw new UsageError('--name must be a username: letters, digits, “_”, “-” and “.”.')
    return withContext(async (context) => {
      const { dashboard } = await makeFirstInstances(context)
      const { url, expiresAt } = await makeOperatorLink(context, dashboard, known)
      return { json: { url, expires_at: expiresAt }, text: url }
    })
  },
})

export const adminCommand: CommandDef = defineCommand({
  meta: { name: 'admin', description: 'The operators of this server' },
  subCommands: { link },
})
