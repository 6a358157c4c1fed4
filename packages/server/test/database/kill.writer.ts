import { openDatabase } from '../../src/db/open.ts'
import { transact } from '../../src/db/transact.ts'

// Writes for ever, half of it in transactions, and prints each key only after the write was acknowledged.
const [, , , options = '{}', run = ''] = process.argv
const { db } = await openDatabase(JSON.parse(options))
let count = 0

async function write(): Promise<void> {
  for (;;) {
    const key = `${run}-${count++}`
    const row = { key, value: 'written' }
    if (count % 2 === 0) await db.insertInto('meta').values(row).execute()
    else await transact(db, (trx) => trx.insertInto('meta').values(row).execute())
    process.stdout.write(`${key}\n`)
  }
}

await Promise.all(Array.from({ length: 20 }, write))
