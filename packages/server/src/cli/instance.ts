import { readFileSync } from 'node:fs'
import { type CommandDef, defineCommand } from 'citty'
import { parseJsonObject } from '../http/json-text.ts'
import { createInstance } from '../instances/create.ts'
import { publicUrl } from '../instances/hosts.ts'
import type { Instance } from '../instances/instance.ts'
import { listHosts, listInstances } from '../instances/instances.store.ts'
import { listSecretKeys } from '../instances/secret-keys.store.ts'
import { patchSettings } from '../instances/settings.ts'
import { StartupError } from '../lib/startup-error.ts'
import { command, table, UsageError } from './command.ts'
import { tellPolicy } from './policy.ts'
import { requireInstance, withContext } from './with-context.ts'

const slugArgument = { type: 'positional', description: 'Slug of the instance', required: true } as const

function describe(config: { url: string }, instance: Instance) {
  return {
    id: instance.id,
    application_id: instance.application.id,
    slug: instance.slug,
    environment: instance.environment,
    host: instance.host,
    url: publicUrl(config, instance),
    publishable_key: instance.publishableKey,
  }
}

const list = command({
  name: 'list',
  description: 'All instances',
  run: () =>
    withContext(async ({ db, config }) => {
      const all = (await listInstances(db)).map((instance) => ({
        name: instance.application.name,
        ...describe(config, instance),
      }))
      const rows = all.map((one) => [one.slug, one.name, one.environment, one.url])
      return { json: all, text: table([['slug', 'application', 'environment', 'address'], ...rows]) }
    }),
})

const create = command({
  name: 'create',
  description: 'Make an instance; its secret key is shown this once',
  args: {
    name: { type: 'string', description: 'Name of the application', required: true },
    environment: { type: 'string', description: 'development or production', required: true },
    slug: { type: 'string', description: 'Short name in addresses; made from the name unless given' },
    host: { type: 'string', description: 'Host in the publishable key; <slug>.localhost:<port> unless given' },
  },
  run: ({ name, environment, slug, host }) => {
    if (environment !== 'development' && environment !== 'production') {
      throw new UsageError('--environment must be development or production.')
    }
    return withContext(async (context) => {
      const { instance, secretKey } = await createInstance(context, { name, environment, slug, host })
      const json = { ...describe(context.config, instance), secret_key: secretKey }
      return { json, text: table(Object.entries(json)) }
    })
  },
})

const show = command({
  name: 'show',
  description: 'One instance with its settings and keys',
  args: {
    slug: slugArgument,
    policy: { type: 'boolean', description: 'Lifetimes and limits with the standards they meet instead' },
  },
  run: ({ slug, policy }) =>
    withContext(async (context) => {
      const instance = await requireInstance(context, slug)
      if (policy) return tellPolicy(instance)
      const hosts = (await listHosts(context.db, instance.id)).map((row) => row.host)
      const keys = await listSecretKeys(context.db, instance.id, context.clock.now())
      const json = {
        name: instance.application.name,
        ...describe(context.config, instance),
        hosts,
        secret_keys: keys.map(({ id, name, hint, created_at, last_used_at }) => ({
          id,
          name,
          hint,
          created_at,
          last_used_at,
        })),
        settings: instance.settings,
      }
      const { settings, secret_keys, ...plain } = json
      const head = table(
        Object.entries({
          ...plain,
          hosts: hosts.join(', '),
          secret_keys: secret_keys.map((key) => `…${key.hint}`).join(', '),
        }),
      )
      return { json, text: `${head}\n\n${JSON.stringify(settings, null, 2)}` }
    }),
})

const apply = command({
  name: 'apply',
  description: 'Lay a JSON file over the settings of an instance (- reads standard input)',
  args: { slug: slugArgument, file: { type: 'positional', description: 'JSON file', required: true } },
  run: ({ slug, file }) =>
    withContext(async (context) => {
      const instance = await requireInstance(context, slug)
      const settings = await patchSettings(
        { context, instance, now: context.clock.now() },
        parseJsonObject(read(file)),
        'machine',
      )
      return { json: settings, text: `The settings of ${slug} are applied.` }
    }),
})

function read(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (cause) {
    throw new StartupError(`${file} cannot be read.`, { cause })
  }
}

export const instanceCommand: CommandDef = defineCommand({
  meta: { name: 'instance', description: 'Applications and their instances' },
  subCommands: { list, create, show, apply },
})
