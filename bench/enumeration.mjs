// npm run bench:enumeration [-- --pairs 300]: whether time or CPU tells an account from none, in a server of its own process. Each pair asks for a
// known and an unknown identifier, in random order. Prints for each request the area under the curve (0.5: they cannot be told apart) of CPU and
// wall time with a 95 % confidence interval; exits 1 where the lower end of the CPU interval is above 0.5 and the area above 0.55. Runs on
// SQLite or, with BENCH_DATABASE_URL, on PostgreSQL (an empty database). BENCH_PORT lets two of them run at once. Build first (npm run build).
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLoad } from './load.mjs'

const pairs = Number(process.argv[process.argv.indexOf('--pairs') + 1]) || 300
const port = Number(process.env.BENCH_PORT) || 4881
const most = 0.55
const directory = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const url = process.env.BENCH_DATABASE_URL
const server = fork(fileURLToPath(new URL('./server.mjs', import.meta.url)), {
  env: {
    ...process.env,
    PORT: String(port),
    LOG_LEVEL: 'silent',
    BENCH_HASH: 'none',
    BENCH_SETTINGS: JSON.stringify({ first_factors: { email_code: true, passkey: true } }),
    // Each request comes from an address of its own.
    COUNTERSIGN_TRUSTED_PROXIES: '127.0.0.0/8',
    COUNTERSIGN_DATA_DIR: directory,
    ...(url ? { DATABASE_URL: url, COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64') } : {}),
  },
  stdio: 'inherit',
})
process.on('exit', () => {
  server.kill('SIGKILL')
  rmSync(directory, { recursive: true, force: true })
})
const { secretKey, slug } = await new Promise((resolve) => server.once('message', resolve))
const load = createLoad(port, 4, slug)
let count = 0

const prepare = (strategy) => async (browse, identifier) => {
  const { body } = await browse('POST', '/client/sign_ins', { identifier })
  return () => browse('POST', `/client/sign_ins/${body.response.id}/prepare_first_factor`, { strategy })
}
const ways = {
  'sign-in start': async (browse, identifier) => () => browse('POST', '/client/sign_ins', { identifier }),
  'password attempt': async (browse, identifier) => () =>
    browse('POST', '/client/sign_ins', { identifier, password: 'not the right one at all' }),
  'email code': prepare('email_code'),
  'reset code': prepare('reset_password_email_code'),
  'passkey options': prepare('passkey'),
  'sign-up start': async (browse, email_address) => () =>
    browse('POST', '/client/sign_ups', { email_address, password: 'a secret for the bench' }),
  'sign-up code': async (browse, email_address) => {
    const { body } = await browse('POST', '/client/sign_ups', { email_address, password: 'a secret for the bench' })
    return () => browse('POST', `/client/sign_ups/${body.response.id}/prepare_verification`, { strategy: 'email_code' })
  },
}

let isWorse = false
console.log('| request | CPU AUC (95 %) | wall AUC (95 %) |\n|---|---|---|')
for (const [name, way] of Object.entries(ways)) {
  const seen = { known: [], unknown: [] }
  // What a process compiles and reads once is not measured.
  for (let pair = -30; pair < pairs; pair++) {
    for (const kind of Math.random() < 0.5 ? ['known', 'unknown'] : ['unknown', 'known']) {
      const took = await measure(way, kind)
      if (pair >= 0) seen[kind].push(took)
    }
  }
  const [cpu, wall] = ['cpu', 'wall'].map((what) =>
    areaOf(...['known', 'unknown'].map((k) => seen[k].map((t) => t[what]))),
  )
  console.log(`| ${name} | ${tell(cpu)} | ${tell(wall)} |`)
  if (Math.abs(cpu.area - 0.5) > most - 0.5 && Math.abs(cpu.area - 0.5) > cpu.margin) isWorse = true
}
load.close()
server.disconnect()
process.exitCode = isWorse ? 1 : 0

async function measure(way, kind) {
  const identifier = `${kind}${++count}@example.com`
  if (kind === 'known') await backend('/users', { email_address: [identifier], password: 'a secret for the bench' })
  // Both have just been preceded by the same request.
  else await backend('/users', { email_address: [`other${count}@example.com`], password: 'a secret for the bench' })
  const browse = load.browser()
  const last = await way(browse, identifier)
  const before = await usage()
  const startedAt = performance.now()
  const answer = await last()
  const wall = performance.now() - startedAt
  const after = await usage()
  if (answer.status >= 500 || answer.status === 429) throw new Error(JSON.stringify(answer.body))
  return { wall, cpu: after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system }
}

function usage() {
  return new Promise((resolve) => {
    server.once('message', resolve)
    server.send('usage')
  })
}

async function backend(path, body) {
  const answer = await fetch(`http://127.0.0.1:${port}/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(await answer.text())
}

/** The chance that a known one is slower than an unknown one (Mann-Whitney), and half the width of its interval (Hanley and McNeil 1982). */
function areaOf(known, unknown) {
  let wins = 0
  for (const one of known) for (const other of unknown) wins += one > other ? 1 : one === other ? 0.5 : 0
  const area = wins / (known.length * unknown.length)
  const a = Math.max(area, 1 - area)
  const [q1, q2] = [a / (2 - a), (2 * a * a) / (1 + a)]
  const n = known.length - 1
  const variance = (a * (1 - a) + n * (q1 - a * a) + n * (q2 - a * a)) / (known.length * unknown.length)
  return { area, margin: 1.96 * Math.sqrt(variance) }
}

function tell({ area, margin }) {
  return `${area.toFixed(3)} ± ${margin.toFixed(3)}`
}
