// npm run bench:flood [-- --seconds 15 --connections 500 --addresses 500]: how long everyone else waits while many connections guess passwords.
// Starts a server from the built files (npm run build first), on SQLite or, with BENCH_DATABASE_URL, on PostgreSQL (an empty database). Guesses come
// from a process of their own, each connection with the next guess as soon as the last one is answered. Prints a Markdown table in milliseconds.
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { constants, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createLoad } from './load.mjs'

const option = (name, otherwise) => Number(process.argv[process.argv.indexOf(`--${name}`) + 1]) || otherwise
const seconds = option('seconds', 15)
const connections = option('connections', 500)
const addresses = option('addresses', connections)
const port = 4890
const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const children = new Set()
// A run that fails must not leave its server behind.
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

if (process.argv.includes('--guess')) await guess()
else await run()

/** The attacker: unknown and known identifiers, a new browser for each guess. */
async function guess() {
  // On a small machine attacker and server share the processors; in the world they do not.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  const slug = process.argv.at(-1)
  const load = createLoad(port, connections, slug)
  const answers = {}
  const until = performance.now() + seconds * 1000
  await Promise.all(
    Array.from({ length: connections }, async (_, index) => {
      const ip = `172.16.${(index % addresses) >> 8}.${(index % addresses) & 255}`
      for (let round = 0; performance.now() < until; round++) {
        const identifier = `flood${(index * 31 + round * 7) % 2000}@example.com`
        const fields = { identifier, password: `wrong ${index} ${round}` }
        const status = await load
          .browser(ip)('POST', '/client/sign_ins', fields)
          .then(
            (answer) => `${answer.status} ${answer.body?.errors?.[0]?.code ?? ''}`,
            (error) => error.code ?? 'error',
          )
        answers[status] = (answers[status] ?? 0) + 1
      }
    }),
  )
  load.close()
  process.send(answers)
  process.disconnect()
}

async function run() {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-flood-'))
  const server = start('./server.mjs', [], environment(directory))
  const { secretKey, slug } = await new Promise((resolve) => server.once('message', resolve))
  const load = createLoad(port, 64, slug)
  const people = await makePeople(load, secretKey)
  const quiet = await probe(load, people, 5)
  const attacker = start('./flood.mjs', [...process.argv.slice(2), '--guess', slug])
  const guesses = new Promise((resolve) => attacker.once('message', resolve))
  await wait(1000)
  await usage(server)
  const flooded = await probe(load, people, seconds - 2)
  const { delay, rss } = await usage(server)
  const answers = await guesses
  console.log(
    ['| what | quiet p50 | p99 | under the flood p50 | p99 | max | n |', '|---|---|---|---|---|---|---|'].join('\n'),
  )
  for (const what of Object.keys(quiet)) {
    const [q, f] = [quiet[what], flooded[what]]
    console.log(
      `| ${what} | ${at(q, 0.5)} | ${at(q, 0.99)} | ${at(f, 0.5)} | ${at(f, 0.99)} | ${at(f, 1)} | ${f.length} |`,
    )
  }
  console.log(`\nGuesses answered: ${JSON.stringify(answers)}`)
  console.log(
    `Event loop of the server under the flood: p99 ${delay.p99} ms, max ${delay.max} ms; memory ${(rss / 2 ** 20).toFixed(0)} MiB`,
  )
  load.close()
  server.kill()
  await new Promise((resolve) => server.once('exit', resolve))
  rmSync(directory, { recursive: true, force: true })
}

function start(file, args, env = process.env) {
  const child = fork(here(file), args, { env, stdio: 'inherit' })
  children.add(child)
  return child
}

/** Four signed-in people, four who sign in again and again in their own browser, and four who do so in a new one each time. */
async function makePeople(load, secretKey) {
  const headers = { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' }
  const people = []
  for (let index = 0; index < 12; index++) {
    const person = { email: `honest${index}@example.com`, password: `a long secret ${index}` }
    const body = JSON.stringify({ email_address: [person.email], password: person.password })
    const length = Buffer.byteLength(body)
    const answer = await load.send('POST', '/v1/users', { headers: { ...headers, 'content-length': length }, body })
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    person.browse = load.browser()
    await signIn(person)
    if (index >= 4) await signOut(person)
    people.push(person)
  }
  return people
}

/** As a person would: who is told to come back comes back, and the wait counts. */
async function signIn(person) {
  for (;;) {
    const answer = await person.browse('POST', '/client/sign_ins', {
      identifier: person.email,
      password: person.password,
    })
    person.session = answer.body?.response?.created_session_id
    if (person.session) return
    if (answer.status !== 503) throw new Error(JSON.stringify(answer.body))
    await wait(Number(answer.headers['retry-after']) * 1000)
  }
}

async function signOut(person) {
  const answer = await person.browse('POST', `/client/sessions/${person.session}/end`)
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
}

async function probe(load, people, forSeconds) {
  const until = performance.now() + forSeconds * 1000
  const times = {
    'token mint': [],
    'session check': [],
    health: [],
    'sign-in, known browser': [],
    'sign-in, new browser': [],
  }
  let started = 0
  // One after another, as people come: together they would measure each other.
  const repeat = async (what, pause, work, after = () => {}) => {
    await wait(60 * started++)
    while (performance.now() < until) {
      const startedAt = performance.now()
      await work()
      times[what].push(performance.now() - startedAt)
      await after()
      await wait(pause)
    }
  }
  const expectOk = async (answer) => {
    const { status, body } = await answer
    if (status !== 200) throw new Error(JSON.stringify(body))
  }
  await Promise.all([
    ...people
      .slice(0, 4)
      .flatMap((person) => [
        repeat('token mint', 40, () => expectOk(person.browse('POST', `/client/sessions/${person.session}/tokens`))),
        repeat('session check', 40, () => expectOk(person.browse('GET', '/client'))),
      ]),
    repeat('health', 20, () => expectOk(load.send('GET', '/healthz'))),
    ...people.slice(4, 8).map((person) =>
      repeat(
        'sign-in, known browser',
        500,
        () => signIn(person),
        () => signOut(person),
      ),
    ),
    ...people.slice(8).map((person) =>
      repeat('sign-in, new browser', 500, () => {
        person.browse = load.browser()
        return signIn(person)
      }),
    ),
  ])
  return times
}

function at(times, share) {
  const sorted = [...times].sort((a, b) => a - b)
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1)
}

function usage(server) {
  const answer = new Promise((resolve) => server.once('message', resolve))
  server.send('usage')
  return answer
}

function environment(directory) {
  const { BENCH_DATABASE_URL, ...rest } = process.env
  return {
    ...rest,
    PORT: String(port),
    COUNTERSIGN_DATA_DIR: join(directory, 'data'),
    COUNTERSIGN_TRUSTED_PROXIES: '127.0.0.1',
    LOG_LEVEL: 'fatal',
    ...(BENCH_DATABASE_URL
      ? { DATABASE_URL: BENCH_DATABASE_URL, COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64') }
      : {}),
  }
}
