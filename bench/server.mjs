// The server under test, from its built files, with the password hash as it is or taken out (BENCH_HASH=none): hashing is meant to be dear, and
// everything else is what a change can make slower.
import { createHash } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { readConfig } from '../packages/server/dist/config.js'
import { createInstance } from '../packages/server/dist/instances/create.js'
import { patchSettings } from '../packages/server/dist/instances/settings.js'
import { openContext } from '../packages/server/dist/open-context.js'
import { listen } from '../packages/server/dist/server.js'

const opened = await openContext(readConfig())
const plain = (password) => createHash('sha256').update(password).digest('hex')
const plainHasher = {
  hash: async (password) => plain(password),
  verify: async (password, hash) => ({ isRight: plain(password) === hash, needsRehash: false }),
  // Hashes like the others: a check that costs an account more than none would be found by the bench of enumeration.
  burn: async (password) => void plain(password),
  enter: () => ({ hasher: plainHasher, leave() {} }),
}
const context = process.env.BENCH_HASH === 'none' ? { ...opened, hasher: plainHasher } : opened
const slug = `bench-${process.pid}`
const { instance, secretKey } = await createInstance(context, { name: 'Bench', environment: 'development', slug })
const scope = { context, now: context.clock.now(), instance }
await patchSettings(scope, {
  multi_factor: { totp: true, backup_code: true },
  ...JSON.parse(process.env.BENCH_SETTINGS ?? '{}'),
})
await listen(context)
process.send?.({ secretKey, slug })
// Whoever started it is gone: nobody is left to measure.
process.on('disconnect', () => process.exit(0))
const loop = monitorEventLoopDelay({ resolution: 5 })
loop.enable()
process.on('message', (message) => {
  if (message !== 'usage') return
  const delay = { p99: Math.round(loop.percentile(99) / 1e6), max: Math.round(loop.max / 1e6) }
  process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage().rss, delay })
  loop.reset()
})
