import { lockDirectory } from '../../src/db/directory-lock.ts'

// Holds the lock until it is killed.
const [, , , directory = ''] = process.argv
await lockDirectory(directory, 1_790_000_000_000)
process.stdout.write('locked\n')
setInterval(() => {}, 60_000)
