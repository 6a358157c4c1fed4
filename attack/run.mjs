// npm run attack: plays attacks from outside against running servers, on every engine, and prints what each one measured.
// Options: --short (the form of npm test), --engine sqlite|postgres, --only races,flood, --report file.json.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { kinds } from './kinds/index.mjs'
import { closingLine, count, reasons, table } from './report.mjs'
import { openStage } from './support/stage.mjs'

const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    engine: { type: 'string' },
    only: { type: 'string' },
    report: { type: 'string' },
  },
})
// The servers that were started must not outlive an interrupted run.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))
const postgres = process.env.TEST_DATABASE_URL ?? process.env.DATABASE_URL
const chosen = options.only ? kinds.filter(({ name }) => options.only.split(',').includes(name)) : kinds
const engines = ['sqlite', ...(postgres ? ['postgres'] : [])].filter(
  (name) => !options.engine || name === options.engine,
)
const results = []

if (!postgres) console.log('PostgreSQL is left out: TEST_DATABASE_URL is not set (npm test sets it).')
for (const engine of engines) results.push(...(await playAll(engine)))

console.log(`\n${table(results)}\n`)
for (const reason of reasons(results)) console.log(`failed: ${reason}`)
if (options.report) writeFileSync(options.report, JSON.stringify({ ...count(results), reasons: reasons(results) }))
console.log(closingLine(results))
process.exit(results.some(({ passed }) => !passed) || results.length === 0 ? 1 : 0)

/** Everything on one engine. */
async function playAll(engine) {
  const database = engine === 'postgres' ? postgres : undefined
  let stage
  try {
    stage = await openStage({ engine, postgres: database, isShort: options.short })
  } catch (error) {
    return [{ attack: 'all', engine, ...unplayed(error) }]
  }
  const found = []
  for (const kind of chosen) found.push(...(await play(stage, kind)))
  await stage.close()
  return found
}

async function play(stage, { name, attack }) {
  const startedAt = Date.now()
  const findings = await attack(stage).catch((error) => [unplayed(error)])
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  const failed = findings.filter(({ passed }) => !passed).length
  console.log(`${name} (${stage.engine}): ${failed === 0 ? 'pass' : `${failed} failed`}, ${seconds} s`)
  return findings.map((finding) => ({ attack: name, engine: stage.engine, ...finding }))
}

/** An attack that cannot be played to its end proves nothing, so it counts as a failure. */
function unplayed(error) {
  const notes = [String(error.stack ?? error)]
  return { what: 'the attack was played to its end', figure: 'no', bound: 'yes', passed: false, notes }
}
