import type { CommandDef } from 'citty'
import { readConfig } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from '../db/open.ts'
import { settleRestore } from '../keys/after-restore.ts'
import { openContext } from '../open-context.ts'
import { command, type Told, table } from './command.ts'

export const migrateCommand: CommandDef = command({
  name: 'migrate',
  description: 'Bring the database to this version',
  args: {
    restored: { type: 'boolean', description: 'It was put back from a copy: void everything that was issued before' },
  },
  run: ({ restored = false }) => (restored ? settle() : update()),
})

async function update(): Promise<Told> {
  const database = await openDatabase(readConfig().database)
  try {
    const applied = await migrate(database)
    const text = applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`
    return { json: { applied }, text }
  } finally {
    await database.close()
  }
}

async function settle(): Promise<Told> {
  const context = await openContext({ ...readConfig(), logLevel: 'error' }, { isRestored: true })
  try {
    const rested = await settleRestore(context, 'cli')
    const rows = Object.entries(rested).map(([what, count]) => [what, String(count)])
    const text = [
      'Nothing that was issued before opens anything now, and tokens are signed with new keys:',
      table(rows),
      'The server cannot know what changed after the copy was made: remove administrators again who were removed since (countersign admin list),\n' +
        'revoke secret keys again that were revoked, and ban users again who were banned.\n' +
        'Backup codes are void, because some may have been used; their owners make new ones after signing in.',
    ]
    return { json: { restored: rested }, text: text.join('\n\n') }
  } finally {
    await context.database.close()
  }
}
