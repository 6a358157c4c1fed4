import type { Kysely } from 'kysely'
import { migrate } from '../../src/db/migrate.ts'
import { migrations } from '../../src/db/migrations/index.ts'
import { openDatabase } from '../../src/db/open.ts'

// Gets stuck in the middle of a migration.
const [, , , options = '{}'] = process.argv
await migrate(await openDatabase(JSON.parse(options)), {
  ...migrations,
  '9001_more': {
    async up(db: Kysely<unknown>) {
      await db.schema.createTable('more').addColumn('id', 'text').execute()
      process.stdout.write('half way\n')
      await new Promise((resolve) => setTimeout(resolve, 60_000))
    },
  },
})
