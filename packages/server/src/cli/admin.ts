import { type CommandDef, defineCommand } from 'citty'
import { findAccount, listAccounts } from '../administrators/administrators.store.ts'
import { type AdministratorName, inviteAdministrator, makeAdministratorLink } from '../administrators/link.ts'
import { deleteUnrecorded, removeAdministrator } from '../administrators/remove.ts'
import { accountView, stateOf } from '../administrators/view.ts'
import type { Context } from '../context.ts'
import { makeFirstInstances } from '../instances/bootstrap.ts'
import { StartupError } from '../lib/startup-error.ts'
import { readNewUsername } from '../users/username.ts'
import { command, type Told, table, UsageError } from './command.ts'
import { withContext } from './with-context.ts'

const actor = 'machine'
const isoMinute = (at: number | null) => (at === null ? '–' : new Date(at).toISOString().slice(0, 16))

const link = command({
  name: 'link',
  description: 'Print a one-time link that signs an administrator in within an hour',
  args: {
    name: {
      type: 'string',
      description: 'Username; an administrator of this name is created if there is none',
      default: 'operator',
    },
  },
  run: ({ name }) =>
    atDashboard(async (scope) => {
      const { url, expiresAt } = await makeAdministratorLink(scope.context, scope.instance, readName(name))
      return { json: { url, expires_at: expiresAt }, text: url }
    }),
})

const invite = command({
  name: 'invite',
  description: 'Create an administrator and print the invitation link, valid for 72 hours',
  args: { name: { type: 'string', description: 'Username of the new administrator', required: true } },
  run: ({ name }) =>
    atDashboard(async (scope) => {
      const { url, expiresAt, userId } = await inviteAdministrator(scope, readName(name), actor)
      return { json: { id: userId, url, expires_at: expiresAt }, text: url }
    }),
})

const list = command({
  name: 'list',
  description: 'List administrators, former ones, and accounts that are no administrators',
  run: () =>
    atDashboard(async (scope) => {
      const accounts = await listAccounts(scope.context.db, scope.instance.id)
      const rows = accounts.map((account) => [
        account.username ?? account.id,
        stateOf(account),
        account.hasSecondFactor ? 'yes' : 'no',
        isoMinute(account.lastSignInAt),
        account.addedBy ?? '–',
      ])
      const head = ['name', 'state', 'second factor', 'last sign-in', 'added by']
      return { json: accounts.map(accountView), text: table([head, ...rows]) }
    }),
})

const remove = command({
  name: 'remove',
  description: 'Remove an administrator: ends their sessions and links at once',
  args: { name: { type: 'string', description: 'Username of the administrator', required: true } },
  run: ({ name }) =>
    atDashboard(async (scope) => {
      const account = await findAccount(scope.context.db, scope.instance.id, readName(name).key)
      if (!account || account.record === 'removed')
        throw new StartupError(`There is no administrator ${name}. See countersign admin list.`)
      if (account.record === 'none') await deleteUnrecorded(scope, account.id, actor)
      else await removeAdministrator(scope, account.id, actor)
      const text = account.record === 'none' ? `${name} was no administrator; deleted` : `${name} removed`
      return { json: { id: account.id, removed: true }, text }
    }),
})

function readName(name: string): AdministratorName {
  const known = readNewUsername(name)
  if (!known) throw new UsageError('--name must be a username: letters, digits, “_”, “-” and “.”.')
  return known
}

type DashboardScope = {
  context: Context
  now: number
  instance: Awaited<ReturnType<typeof makeFirstInstances>>['dashboard']
}

function atDashboard(work: (scope: DashboardScope) => Promise<Told>): Promise<Told> {
  return withContext(async (context) => {
    const { dashboard } = await makeFirstInstances(context)
    return work({ context, now: context.clock.now(), instance: dashboard })
  })
}

export const adminCommand: CommandDef = defineCommand({
  meta: { name: 'admin', description: 'Administrators of this server' },
  subCommands: { link, invite, list, remove },
})
