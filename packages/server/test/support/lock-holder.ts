import { lockDirectory } from '../../src/db/directory-lock.ts'

// Holds the lock until it is killed.
const [, , , directory = ''] = process.argv
await lockDirectory(directory, 1_790_000_000_000)
// The lock must hold though nobody keeps what it returned: garbage collection once ended it.
for (let round = 0; round < 5; round++) {
  globalThis.gc?.()
  await new Promise((resolve) => setTimeout(resolve, 10))
}
process.stdout.write('locked\n')
setInterval(() => {}, 60_000)
