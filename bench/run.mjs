// npm run bench [-- --users 300]: sign-ins with password and authenticator app, session checks, token mints, start-up and idle memory, on SQLite and,
// with BENCH_DATABASE_URL, on PostgreSQL (an empty database). Prints a Markdown table; build first (npm run build).
import { fork, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codeAt, createLoad, spread } from './load.mjs'

const users = Number(process.argv[process.argv.indexOf('--users') + 1]) || 300
const port = 4880
const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const masterKey = randomBytes(32).toString('base64')
const rows = []
// A run that fails must not leave its server behind.
const children = new Set()
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

for (const engine of ['sqlite', ...(process.env.BENCH_DATABASE_URL ? ['postgres'] : [])]) {
  for (const hash of ['real', 'none']) rows.push(...(await measure(engine, hash)))
}
rows.push(...(await measureStart()))
console.log(['| what | engine | per second | CPU ms each |', '|---|---|---|---|', ...rows].join('\n'))

async function measure(engine, hash) {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
  const server = fork(here('./server.mjs'), { env: environment(engine, hash, directory), stdio: 'inherit' })
  children.add(server)
  const { secretKey, slug } = await new Promise((resolve) => server.once('message', resolve))
  const load = createLoad(port, 32, slug)
  const people = await createPeople(load, secretKey)
  const result = []
  const signIn = async (index) => {
    const person = people[index % people.length]
    const browse = load.browser()
    const first = await browse('POST', '/client/sign_ins', { identifier: person.email, password: person.password })
    const path = `/client/sign_ins/${first.body.response?.id}/attempt_second_factor`
    // A step is accepted once, and only a later one after it. The window reaches one step either way: enough for two sign-ins of each,
    // and for a step that ends while its code is on the way.
    person.step = Math.max(person.step + 1, Math.floor(Date.now() / 30_000))
    const second = await browse('POST', path, { strategy: 'totp', code: codeAt(person.secret, person.step) })
    if (second.body.response?.status !== 'complete') throw new Error(JSON.stringify(second.body))
    person.browse = browse
    person.session = second.body.response.created_session_id
  }
  // A process that has just started compiles what it runs: the first sign-in of each is not counted.
  await spread(people.length, 32, signIn)
  const again = (index) => signIn(people.length + index)
  result.push(await timed(server, `password + authenticator app, ${hash} hash`, engine, users, again))
  if (hash === 'none') {
    const check = (index) => expectOk(people[index % users].browse('GET', '/client'))
    const mint = (index) =>
      expectOk(people[index % users].browse('POST', `/client/sessions/${people[index % users].session}/tokens`))
    result.push(await timed(server, 'session check (GET /client)', engine, users * 10, check))
    result.push(await timed(server, 'token mint', engine, users * 5, mint))
  }
  load.close()
  server.kill()
  await new Promise((resolve) => server.once('exit', resolve))
  rmSync(directory, { recursive: true, force: true })
  return result
}

async function createPeople(load, secretKey) {
  const headers = { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' }
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const people = []
  await spread(users, 8, async (index) => {
    const secret = randomBytes(20)
    let bits = ''
    for (const byte of secret) bits += byte.toString(2).padStart(8, '0')
    const totp_secret = bits
      .match(/.{5}/g)
      .map((five) => alphabet[Number.parseInt(five, 2)])
      .join('')
    const person = {
      email: `bench${index}-${process.pid}@example.com`,
      password: `a long secret ${index}`,
      secret,
      step: 0,
    }
    const body = JSON.stringify({ email_address: [person.email], password: person.password, totp_secret })
    const answer = await load.send('POST', '/v1/users', {
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      body,
    })
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    people[index] = person
  })
  return people
}

async function timed(server, what, engine, count, work) {
  const before = await usage(server)
  const startedAt = performance.now()
  await spread(count, 32, work)
  const seconds = (performance.now() - startedAt) / 1000
  const after = await usage(server)
  const cpu = (after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system) / 1000 / count
  return `| ${what} | ${engine} | ${(count / seconds).toFixed(0)} | ${cpu.toFixed(2)} |`
}

function usage(server) {
  const answer = new Promise((resolve) => server.once('message', resolve))
  server.send('usage')
  return answer
}

async function measureStart() {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
  const times = []
  let rss = 0
  for (let round = 0; round < 6; round++) {
    const startedAt = performance.now()
    const child = spawn(process.execPath, [here('../packages/server/dist/cli.js'), 'start'], {
      env: environment('sqlite', 'real', directory),
      stdio: 'ignore',
    })
    children.add(child)
    while (!(await isReady())) await new Promise((resolve) => setTimeout(resolve, 5))
    if (round > 0) times.push(performance.now() - startedAt)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    rss = await residentMegabytes(child.pid)
    child.kill()
    await new Promise((resolve) => child.once('exit', resolve))
  }
  rmSync(directory, { recursive: true, force: true })
  const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)]
  return [
    `| start to /readyz, existing directory | sqlite | ${(median / 1000).toFixed(2)} s | |`,
    `| idle memory | sqlite | ${rss.toFixed(0)} MB | |`,
  ]
}

async function residentMegabytes(pid) {
  const { readFile } = await import('node:fs/promises')
  return Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

async function isReady() {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  )
}

async function expectOk(answer) {
  const { status, body } = await answer
  if (status !== 200) throw new Error(JSON.stringify(body))
}

function environment(engine, hash, directory) {
  const { BENCH_DATABASE_URL, ...rest } = process.env
  return {
    ...rest,
    PORT: String(port),
    COUNTERSIGN_DATA_DIR: join(directory, 'data'),
    COUNTERSIGN_TRUSTED_PROXIES: '127.0.0.1',
    LOG_LEVEL: 'error',
    BENCH_HASH: hash,
    ...(engine === 'postgres' ? { DATABASE_URL: BENCH_DATABASE_URL, COUNTERSIGN_MASTER_KEY: masterKey } : {}),
  }
}
