import { type CommandDef, defineCommand } from 'citty'
import { reseal, sealedStatus } from '../db/reseal.ts'
import { StartupError } from '../lib/startup-error.ts'
import { command, table } from './command.ts'
import { withContext } from './with-context.ts'

const status = command({
  name: 'status',
  description: 'How many sealed values each master key still opens',
  run: () =>
    withContext(async ({ db, keyring }) => {
      const counts = await sealedStatus(db, keyring)
      const json = Object.entries(counts).map(([id, sealed]) => ({
        id,
        sealed,
        current: id === keyring.currentKeyId,
        present: keyring.keyIds.includes(id),
      }))
      const rows = json.map((key) => [
        key.id,
        String(key.sealed),
        key.current ? 'seals now' : key.present ? 'opens' : 'missing',
      ])
      return { json, text: table([['key', 'values', 'state'], ...rows]) }
    }),
})

const rotate = command({
  name: 'rotate',
  description: 'Seal everything again under the newest master key; the older ones can be removed afterwards',
  run: () =>
    withContext(async ({ db, keyring }) => {
      const done = await reseal(db, keyring)
      if (done.unreadable > 0) {
        throw new StartupError(
          `${done.unreadable} values could not be opened with the master keys given, and were left as they are. Add the key they were sealed with and run this again.`,
        )
      }
      const text = `${done.resealed} values are sealed under ${keyring.currentKeyId} now.`
      return { json: { key: keyring.currentKeyId, ...done }, text }
    }),
})

export const keysCommand: CommandDef = defineCommand({
  meta: { name: 'keys', description: 'Master keys' },
  subCommands: { status, rotate },
})
