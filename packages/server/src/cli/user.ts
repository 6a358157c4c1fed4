import { type CommandDef, defineCommand } from 'citty'
import { StartupError } from '../lib/startup-error.ts'
import { command, table, UsageError } from './command.ts'
import { exportCommand } from './user-export.ts'
import { importCommand } from './user-import.ts'
import { countFactors, findListedUser, type ListedUser, listUsers } from './users.store.ts'
import { requireInstance, withContext } from './with-context.ts'

const instance = { type: 'string', description: 'Slug of the instance', default: 'acme' } as const

function toJson(user: ListedUser) {
  const { email_addresses, ...rest } = user
  return {
    ...rest,
    email_addresses: email_addresses.map(({ address, isVerified }) => ({
      email_address: address,
      verified: isVerified,
    })),
  }
}

const list = command({
  name: 'list',
  description: 'Users of an instance, a page at a time',
  args: {
    instance,
    limit: { type: 'string', description: 'Most users to list, up to 500', default: '50' },
    after: { type: 'string', description: 'Id of the last user of the page before' },
  },
  run: ({ instance: slug, limit, after }) => {
    const most = Number(limit)
    if (!Number.isInteger(most) || most < 1 || most > 500)
      throw new UsageError('--limit must be a number from 1 to 500.')
    return withContext(async (context) => {
      const { id } = await requireInstance(context, slug)
      const users = await listUsers(context.db, { instanceId: id, after, limit: most })
      const rows = users.map((user) => [
        user.id,
        user.username ?? '–',
        user.email_addresses.map(({ address }) => address).join(', '),
      ])
      return { json: users.map(toJson), text: table([['id', 'username', 'addresses'], ...rows]) }
    })
  },
})

const show = command({
  name: 'show',
  description: 'One user by id, verified address or username',
  args: { user: { type: 'positional', description: 'Id, address or username', required: true }, instance },
  run: ({ user: named, instance: slug }) =>
    withContext(async (context) => {
      const { id } = await requireInstance(context, slug)
      const user = await findListedUser(context.db, id, named)
      if (!user) throw new StartupError(`There is no user ${named} in ${slug}.`)
      const json = { ...toJson(user), ...(await countFactors(context.db, user.id)) }
      return {
        json,
        text: table(
          Object.entries(json).map(([name, value]) => [
            name,
            typeof value === 'string' ? value : JSON.stringify(value),
          ]),
        ),
      }
    }),
})

export const userCommand: CommandDef = defineCommand({
  meta: { name: 'user', description: 'Users of an instance' },
  subCommands: { list, show, import: importCommand, export: exportCommand },
})
