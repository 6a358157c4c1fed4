import { type CommandDef, defineCommand } from 'citty'
import { makeFirstInstances } from '../instances/bootstrap.ts'
import { makeOperatorLink } from '../instances/operator-link.ts'
import { command } from './command.ts'
import { withContext } from './with-context.ts'

const link = command({
  name: 'link',
  description: 'A link that signs the operator in once, within an hour',
  run: () =>
    withContext(async (context) => {
      const { dashboard } = await makeFirstInstances(context)
      const { url, expiresAt } = await makeOperatorLink(context, dashboard)
      return { json: { url, expires_at: expiresAt }, text: url }
    }),
})

export const adminCommand: CommandDef = defineCommand({
  meta: { name: 'admin', description: 'The operator of this server' },
  subCommands: { link },
})
