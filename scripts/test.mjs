// npm test: installs what is missing, runs every check, and closes with one line of numbers.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildStale } from './build.mjs'
import { provideChromium } from './chromium.mjs'
import { ensureInstalled, foreignExamples, provideExample, provideForeignSdks } from './install.mjs'
import { provideNginx } from './nginx.mjs'
import { providePooler } from './pgbouncer.mjs'
import { providePostgres } from './postgres.mjs'
import {
  add,
  closingLine,
  countAttacks,
  countPlaywright,
  countStep,
  countUnder,
  countVitest,
  failedPlaywright,
  failedVitest,
  none,
  readReport,
  whyFailed,
} from './report.mjs'
import { cache, endAll, root, run, tool } from './run.mjs'
import { checkTraffic, forgetTraffic } from './traffic.mjs'

const reports = join(cache, 'reports')
const skippedBecause = []
const failedBecause = []
let postgres = { stop() {} }
let pooler = { stop() {} }
let total = none
let isInterrupted = false

process.on('exit', () => {
  pooler.stop()
  postgres.stop()
})
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
  process.on(signal, () => {
    isInterrupted = true
    endAll()
    // Long enough for a runner to close its own servers and browsers.
    setTimeout(() => process.exit(code), 3000)
  })
}

try {
  await ensureInstalled()
  rmSync(reports, { recursive: true, force: true })
  mkdirSync(reports, { recursive: true })
  await testEverything()
} catch (error) {
  console.error(error)
  total = add(total, { ...none, failed: 1 })
}
// An interrupted run has no result to print.
if (isInterrupted) await new Promise(() => {})
for (const reason of skippedBecause) console.log(`skipped: ${reason}`)
// Whoever is shown the end of the output alone knows what to mend.
for (const reason of failedBecause) console.log(`failed: ${reason}`)
console.log(closingLine(total))
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0)

async function testEverything() {
  const chromium = await provideChromium()
  console.log(chromium.path ? `Chromium: ${chromium.path}` : chromium.reason)
  postgres = await providePostgres()
  console.log(postgres.url ? `PostgreSQL: from ${postgres.from}` : postgres.reason)
  pooler = await providePooler(postgres.url)
  if (pooler.url) console.log('PgBouncer: in front of it, for the scenarios of sign-in, enrollment and reverification')
  else skippedBecause.push(`scenarios through PgBouncer: ${pooler.reason}`)
  const nginx = await provideNginx()
  if (nginx.path) console.log(`nginx: ${nginx.path}`)
  else if (chromium.path) skippedBecause.push(`the browser journey behind nginx: ${nginx.reason}`)
  const missingSdks = await provideForeignSdks()
  const missingExamples = missingSdks === undefined ? await withoutExamples() : []
  const env = testEnvironment(chromium, postgres, pooler, nginx)
  const projects = [
    'tsconfig.json',
    ...(missingSdks === undefined ? ['conformance'] : []),
    ...(missingSdks === undefined && !missingExamples.includes('clerk-sdk') ? ['examples/clerk-sdk'] : []),
  ]

  await step('lint', () => tool('biome', ['check', '.'], { env, limitSeconds: 120 }))
  await step('types', () => tool('tsc', ['-b', ...projects], { env, limitSeconds: 300 }))
  forgetTraffic()
  // Coverage costs a quarter of the time. The code that it is measured of does not know which engine it runs on, so once is enough.
  await tests('tests', ['unit', 'components', 'scenarios-sqlite'], env, ['--coverage'])
  const onPostgres = ['scenarios-postgres', ...(pooler.url ? ['scenarios-pgbouncer'] : [])]
  if (postgres.url) await tests('scenarios on PostgreSQL', onPostgres, env)
  await step('recorded traffic', async () => checkTraffic())
  await step('build', async () => ({ code: (await buildStale()).length > 0 ? 1 : 0 }))
  await attacks(env)
  const missing = chromium.path ? missingBuild() : chromium.reason
  await specs({ name: 'browser', folder: 'e2e', what: 'browser journeys' }, missing, env)
  await specs(
    { name: 'conformance', folder: 'conformance', what: 'checks with foreign SDKs' },
    missing ?? missingSdks,
    env,
  )
}

/** Which examples cannot run; their specs are left out by conformance/playwright.config.ts and counted here. */
async function withoutExamples() {
  const reasons = await Promise.all(foreignExamples.map(provideExample))
  for (const reason of reasons.filter(Boolean)) {
    skippedBecause.push(`1 example: ${reason}`)
    total = add(total, { ...none, skipped: 1 })
  }
  return foreignExamples.filter((_, index) => reasons[index] !== undefined)
}

/** Nothing of the caller's own set-up may reach a server under test. */
function testEnvironment(chromium, { url }, { url: poolerUrl }, nginx) {
  const own =
    /^(COUNTERSIGN_|TEST_DATABASE_URL$|TEST_POOLER_URL$|TEST_ENGINE$|DATABASE_URL$|PORT$|HOST$|LOG_LEVEL$|NODE_ENV$|CHROMIUM_PATH$|NGINX_PATH$)/
  const inherited = Object.entries(process.env).filter(([name]) => !own.test(name))
  return {
    ...Object.fromEntries(inherited),
    ...(url ? { TEST_DATABASE_URL: url } : {}),
    ...(poolerUrl ? { TEST_POOLER_URL: poolerUrl } : {}),
    ...(nginx.path ? { NGINX_PATH: nginx.path } : {}),
    ...(chromium.path ? { CHROMIUM_PATH: chromium.path, ...chromium.env } : {}),
  }
}

/** Runs one check, adds its numbers to the total and goes on whatever comes of it. */
async function step(name, work, count = countOne, failedTests = () => []) {
  if (isInterrupted) return
  const startedAt = Date.now()
  console.log(`\n── ${name}`)
  const { code, isTooSlow, output } = await work()
  const counts = count(code)
  if (counts.failed > 0) failedBecause.push(...whyFailed(name, failedTests(), output))
  total = add(total, counts)
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  console.log(`── ${name}: ${closingLine(counts)} (${isTooSlow ? 'stopped for taking too long, ' : ''}${seconds} s)`)
}

function countOne(code) {
  return code === 0 ? { ...none, passed: 1 } : { ...none, failed: 1 }
}

/** Projects of vitest.config.ts. Without PostgreSQL, the scenarios that ran on SQLite are counted as skipped once more. */
async function tests(name, projects, env, more = []) {
  const file = join(reports, `${name.replaceAll(' ', '-').toLowerCase()}.json`)
  const shown = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const chosen = projects.flatMap((project) => ['--project', project])
  const count = (code) => {
    const report = readReport(file)
    const counts = countStep(countVitest(report), code)
    if (postgres.url) return counts
    const skipped = countUnder(report, '/packages/server/test/')
    skippedBecause.push(`${skipped} scenarios on PostgreSQL: ${postgres.reason}`)
    return add(counts, { ...none, skipped })
  }
  // The limit only ends what hangs: a busy machine takes twice as long.
  const play = () => tool('vitest', ['run', ...more, ...shown, ...chosen], { env, limitSeconds: 2400 })
  await step(name, play, count, () => failedVitest(readReport(file)))
}

function missingBuild() {
  return existsSync(join(root, 'packages/server/dist/cli.js')) ? undefined : 'the server was not built'
}

/** Attacks from outside, in their short form, against the server that was just built. */
async function attacks(env) {
  const report = join(reports, 'attacks.json')
  const path = join(root, 'attack', 'run.mjs')
  const count = (code) => countStep(countAttacks(readReport(report)), code)
  const play = () => run(process.execPath, [path, '--short', '--report', report], { env, limitSeconds: 1200 })
  await step('attacks', play, count, () => readReport(report)?.reasons ?? [])
  if (postgres.url) return
  // The same attacks again, as often as on SQLite.
  const skipped = countAttacks(readReport(report))?.passed ?? 0
  skippedBecause.push(`${skipped} attacks on PostgreSQL: ${postgres.reason}`)
  total = add(total, { ...none, skipped })
}

/** Runs what a folder has for the browser, or counts it as skipped. */
async function specs({ name, folder, what }, missing, env) {
  const config = ['test', '--config', `${folder}/playwright.config.ts`]
  const report = join(reports, `${name}.json`)
  if (missing === undefined) {
    const count = (code) => countStep(countPlaywright(readReport(report)), code)
    const play = () => tool('playwright', config, { env, limitSeconds: 1200 })
    await step(name, play, count, () => failedPlaywright(readReport(report)))
    return
  }
  await tool('playwright', [...config, '--list'], { env, quiet: true, limitSeconds: 60 })
  // Without the SDKs their specs cannot even be listed.
  const listed = readReport(report)?.stats.expected || specFiles(folder)
  skippedBecause.push(`${listed} ${what}: ${missing}`)
  total = add(total, { ...none, skipped: listed })
}

function specFiles(folder) {
  return readdirSync(join(root, folder), { recursive: true }).filter((name) =>
    /^(?!node_modules).*\.spec\.ts$/.test(name),
  ).length
}
