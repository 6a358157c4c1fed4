// npm run bench:import: what it takes to bring 100 000 users (or IMPORT_USERS) from a Clerk export, as a file on disk; on SQLite and, with
// BENCH_DATABASE_URL (a user that may make databases), on PostgreSQL. One in ten has an authenticator app, half of these backup codes, one in
// twenty a number for the second step. Build first (npm run build).
import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { importUsers } from '../packages/server/dist/cli/import/import-users.js'
import { readConfig } from '../packages/server/dist/config.js'
import { createInstance } from '../packages/server/dist/instances/create.js'
import { openContext } from '../packages/server/dist/open-context.js'

const many = Number(process.env.IMPORT_USERS ?? 100_000)
const closing = []

/** Looks like chance, and is the same in each run. */
const noise = (index, length) => createHash('sha256').update(`user ${index}`).digest('hex').slice(0, length)

function userOf(index) {
  const hasApp = index % 10 === 0
  const number = `+4915120${String(100_000 + index)}`
  return {
    id: `user_${noise(index, 27)}`,
    first_name: `First ${noise(index, 5)}`,
    last_name: `Last ${noise(index, 6)}`,
    username: index % 3 === 0 ? `name-${noise(index, 12)}` : null,
    primary_email_address_id: 'idn_1',
    email_addresses: [
      { id: 'idn_1', email_address: `user${index}@mail-${index % 50}.example`, verification: { status: 'verified' } },
    ],
    phone_numbers:
      index % 20 === 0
        ? [{ phone_number: number, verification: { status: 'verified' }, reserved_for_second_factor: true }]
        : [],
    password_digest: `$2a$10$${noise(index, 22)}${noise(index + 1, 31)}`,
    password_hasher: 'bcrypt',
    totp_secret: hasApp ? 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' : null,
    backup_codes: index % 20 === 0 ? Array.from({ length: 10 }, (_, code) => noise(index * 10 + code, 8)) : [],
    public_metadata: { plan: 'pro', team: index % 500 },
    unsafe_metadata: {},
    created_at: 1_650_000_000_000 + index * 1000,
    last_sign_in_at: 1_750_000_000_000,
  }
}

async function writeUsers(file) {
  const stream = createWriteStream(file)
  stream.write('[')
  for (let index = 0; index < many; index++) {
    if (!stream.write(`${index === 0 ? '' : ','}\n${JSON.stringify(userOf(index))}`))
      await new Promise((resolve) => stream.once('drain', resolve))
  }
  await new Promise((resolve) => stream.end('\n]\n', resolve))
}

async function makeDatabase() {
  const url = new URL(process.env.BENCH_DATABASE_URL)
  const name = `countersign_bench_${randomBytes(6).toString('hex')}`
  const administer = async (text) => {
    const client = new pg.Client({ connectionString: process.env.BENCH_DATABASE_URL })
    await client.connect()
    await client.query(text)
    await client.end()
  }
  await administer(`create database ${name}`)
  closing.push(() => administer(`drop database ${name} with (force)`))
  url.pathname = `/${name}`
  return url.href
}

async function measure(engine, file, folder) {
  const context = await openContext(
    readConfig({
      COUNTERSIGN_DATA_DIR: join(folder, engine),
      COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
      LOG_LEVEL: 'error',
      ...(engine === 'postgres' ? { DATABASE_URL: await makeDatabase() } : {}),
    }),
  )
  closing.push(() => context.database.close())
  const { instance } = await createInstance(context, { name: 'Bench', environment: 'production', slug: 'bench' })
  const rows = []
  for (const [what, wish] of [
    ['dry run', { isDryRun: true }],
    ['import', {}],
    ['again, with nothing to do', {}],
  ]) {
    const start = performance.now()
    const report = await importUsers(context, instance, { from: 'clerk', file, ...wish })
    const seconds = (performance.now() - start) / 1000
    const told = `${report.imported} in, ${report.unchanged} in already, ${report.problems.length} refused`
    rows.push(`| ${what} | ${engine} | ${seconds.toFixed(1)} s | ${told} | ${what === 'import' ? '≤ 300 s' : ''} |`)
  }
  return rows
}

const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
closing.push(() => rmSync(folder, { recursive: true, force: true }))
try {
  const file = join(folder, 'users.json')
  await writeUsers(file)
  const rows = await measure('sqlite', file, folder)
  if (process.env.BENCH_DATABASE_URL) rows.push(...(await measure('postgres', file, folder)))
  const peak = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(['| what | engine | measured | told | target |', '|---|---|---|---|---|', ...rows].join('\n'))
  console.log(`\n${many} users; ${peak} MB at the peak.`)
} finally {
  for (const close of closing.reverse()) await close()
}
