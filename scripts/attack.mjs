// npm run attack: installs and builds what is missing, finds or starts a PostgreSQL, and plays the attacks of attack/ in their long form.
import { join } from 'node:path'
import { buildStale } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { providePostgres } from './postgres.mjs'
import { endAll, root, run } from './run.mjs'

let postgres = { stop() {} }
process.on('exit', () => postgres.stop())
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    endAll()
    // Long enough for the attacks to end the servers that they started.
    setTimeout(() => process.exit(1), 3000)
  })

await ensureInstalled()
if ((await buildStale()).length > 0) {
  console.error('The server was not built: see above.')
  process.exit(1)
}
postgres = await providePostgres()
if (!postgres.url) console.log(postgres.reason)
const env = { ...process.env, ...(postgres.url ? { TEST_DATABASE_URL: postgres.url } : {}) }
const attacks = [join(root, 'attack', 'run.mjs'), ...process.argv.slice(2)]
const { code } = await run(process.execPath, attacks, { env, limitSeconds: 3600 })
process.exit(code)
