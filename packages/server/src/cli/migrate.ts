import type { CommandDef } from 'citty'
import { readConfig } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from '../db/open.ts'
import { command } from './command.ts'

export const migrateCommand: CommandDef = command({
  name: 'migrate',
  description: 'Bring the database to this version',
  async run() {
    const database = await openDatabase(readConfig().database)
    try {
      const applied = await migrate(database)
      const text = applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`
      return { json: { applied }, text }
    } finally {
      await database.close()
    }
  },
})
