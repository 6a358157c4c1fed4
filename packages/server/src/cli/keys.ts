import { type CommandDef, defineCommand } from 'citty'
import type { Context } from '../context.ts'
import { makeNewest } from '../db/master-keys.ts'
import { reseal } from '../db/reseal.ts'
import { findUnreadable } from '../db/unreadable.ts'
import { listInstances } from '../instances/instances.store.ts'
import { retireKey } from '../keys/retire.ts'
import { makeNextPepper } from '../keys/rotate-pepper.ts'
import { publishNextKey, replaceSigningKeys } from '../keys/rotate-signing.ts'
import { type MasterKeyStatus, masterKeyStatus, pepperStatus, signingKeyStatus } from '../keys/status.ts'
import { StartupError } from '../lib/startup-error.ts'
import { command, type Told, table, UsageError } from './command.ts'
import { create, list, revoke } from './secret-keys.ts'
import { requireInstance, withContext } from './with-context.ts'

const actor = 'cli'

const status = command({
  name: 'status',
  description: 'How much is on each master key, and when signing keys change',
  run: () =>
    withContext(async (context) => {
      const master = await masterKeyStatus(context)
      const peppers = await pepperStatus(context)
      const signing = (await signingKeyStatus(context)).filter((key) => key.state !== 'gone')
      const damaged = (await findUnreadable(context.db, context.keyring)).map((one) => ({
        kind: 'unreadable' as const,
        ...one,
      }))
      const day = (at: number) => new Date(at).toISOString().slice(0, 16)
      const text = [
        table([
          ['master key', 'values', 'percent', 'state'],
          ...master.map((key) => [nameOf(key), String(key.sealed), `${key.percent} %`, stateOf(key)]),
        ]),
        table([
          ['pepper', 'passwords', 'backup codes', 'sent codes', 'percent', 'state'],
          ...peppers.map((one) => [
            one.id,
            ...[one.passwords, one.backup_codes, one.codes].map(String),
            `${one.percent} %`,
            one.state,
          ]),
        ]),
        table([
          ['signing key', 'instance', 'state', 'from', 'until'],
          ...signing.map((key) => [key.id, key.instance, key.state, day(key.signs_from), day(key.until)]),
        ]),
        ...(damaged.length > 0
          ? [table([['cannot be decrypted', 'row'], ...damaged.map(({ place, row }) => [place, row])])]
          : []),
        ...nextStep(master),
      ].join('\n\n')
      return { json: [...master, ...peppers, ...signing, ...damaged], text }
    }),
})

const nameOf = ({ id, number }: MasterKeyStatus) => (number === null ? id : `${id} (${number})`)

function stateOf(key: MasterKeyStatus): string {
  if (key.current) return 'seals now'
  if (key.retired_at !== null) return key.present ? 'retired; leave it out' : 'retired'
  return key.present ? 'opens' : 'not given'
}

function nextStep(all: MasterKeyStatus[]): string[] {
  const current = all.find((key) => key.current)
  const old = all.filter((key) => !key.current && key.present && key.retired_at === null)
  if (!current || old.length === 0) return []
  const left = old.filter((key) => key.sealed > 0)
  if (left.length > 0)
    return [`${current.percent} % on key ${current.number}. Running servers do the rest; keys rotate does it now.`]
  return [
    `Everything is on key ${current.number}. Run keys retire ${old[0]?.id}, then leave it out of COUNTERSIGN_MASTER_KEY.`,
  ]
}

const rotate = command({
  name: 'rotate',
  description: 'Seal everything again under the newest master key, or bring the next pepper or signing key',
  args: {
    what: { type: 'positional', description: 'master, pepper or signing', required: false, default: 'master' },
    instance: { type: 'string', description: 'Of signing keys: the instance; all unless given' },
    compromised: {
      type: 'boolean',
      description: 'Of signing keys: the old one is known to others; void every token now',
    },
  },
  run: ({ what, instance, compromised = false }) => {
    if (what === 'master') return withContext(rotateMaster)
    if (what === 'pepper') return withContext(rotatePepper)
    if (what !== 'signing') throw new UsageError(`There are no ${what} keys. Say master, pepper or signing.`)
    return withContext((context) => rotateSigning(context, instance, compromised))
  },
})

async function rotateMaster(context: Context): Promise<Told> {
  const { db, keyring, clock } = context
  await makeNewest(db, keyring, clock.now())
  const done = await reseal(db, keyring)
  if (done.unreadable > 0) {
    throw new StartupError(
      `${done.unreadable} values could not be opened with the master keys given, and were left as they are. Add the key they were sealed with and run this again.`,
    )
  }
  const text = `${done.resealed} values are sealed under ${keyring.currentKeyId} now.`
  return { json: { key: keyring.currentKeyId, ...done }, text }
}

async function rotatePepper(context: Context): Promise<Told> {
  const made = await makeNextPepper(context)
  const text = made
    ? `${made.id} is used from ${new Date(made.usedFrom).toISOString()}, when every server knows it.`
    : 'The next pepper is made already, and used when every server knows it.'
  return { json: { pepper: made?.id ?? null, used_from: made?.usedFrom ?? null }, text }
}

async function rotateSigning(context: Context, slug: string | undefined, isCompromised: boolean): Promise<Told> {
  const all = slug === undefined ? await listInstances(context.db) : [await requireInstance(context, slug)]
  const json = []
  for (const { id, slug } of all) {
    const key = isCompromised ? await replaceSigningKeys(context, id, actor) : await publishNextKey(context, id, actor)
    json.push({ instance: slug, kid: key?.id ?? null, signs_from: key?.active_at ?? null })
  }
  const lines = json.map(({ instance, kid, signs_from }) =>
    kid === null || signs_from === null
      ? `${instance}: the next key is in the key set already.`
      : `${instance}: ${kid} signs from ${new Date(signs_from).toISOString()}.`,
  )
  return { json, text: lines.join('\n') }
}

const retire = command({
  name: 'retire',
  description: 'Take a key out of use for good; refused while anything needs it',
  args: { key: { type: 'positional', description: 'Its id, from keys status', required: true } },
  run: ({ key }) =>
    withContext(async (context) => {
      const kind = await retireKey(context, key)
      const next = kind === 'master' ? ' Leave it out of COUNTERSIGN_MASTER_KEY at the next start.' : ''
      return { json: { retired: key, kind }, text: `${key} is retired.${next}` }
    }),
})

export const keysCommand: CommandDef = defineCommand({
  meta: { name: 'keys', description: 'Secret keys of instances; master keys, peppers and signing keys' },
  subCommands: { create, list, revoke, status, rotate, retire },
})
