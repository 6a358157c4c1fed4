import { loadKeyring } from '../../src/db/keys.ts'
import { openDatabase } from '../../src/db/open.ts'
import { reseal } from '../../src/db/reseal.ts'
import { systemRandom } from '../../src/lib/random.ts'

// Seals everything again under the first of two keys, and prints a line for each value.
const [, , , options = '{}', ...keys] = process.argv
const database = await openDatabase(JSON.parse(options))
const masterKeys = keys.map((key) => Buffer.from(key, 'base64'))
const keyring = await loadKeyring(database.db, masterKeys, systemRandom)
await reseal(database.db, {
  ...keyring,
  seal(plain, binding) {
    process.stdout.write('sealed\n')
    return keyring.seal(plain, binding)
  },
})
