// npm run bench:outbox: what it costs to promise a message, how fast one process sends them, and what a hundred thousand rows of old and waiting
// messages do to a sign-in; on SQLite and, with BENCH_DATABASE_URL (a user that may make databases), on PostgreSQL. Whatever is compared runs by
// turns in one process, so that a busy machine slows both sides: the ratios count. Build first (npm run build).
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { createApp } from '../packages/server/dist/app.js'
import { readConfig } from '../packages/server/dist/config.js'
import { createInstance } from '../packages/server/dist/instances/create.js'
import { patchSettings } from '../packages/server/dist/instances/settings.js'
import { sendCode } from '../packages/server/dist/messages/codes.js'
import { claimDue, isAnyDue } from '../packages/server/dist/messages/outbox/outbox.store.js'
import { startWorker } from '../packages/server/dist/messages/outbox/worker.js'
import { openContext } from '../packages/server/dist/open-context.js'
import { spread } from './load.mjs'

const hour = 3_600_000
const many = 100_000
const people = 60
const rounds = 5
/** Rounds are hours apart, or limits of an hour would end a measurement that takes a minute. */
let ahead = 0
const clock = { now: () => Date.now() + ahead }
const closing = []
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** A provider that takes everything at once, in a process of its own. */
async function runSink() {
  const server = createServer((request, answer) => request.resume().on('end', () => answer.writeHead(200).end('{}')))
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  process.send(server.address().port)
  process.on('disconnect', () => process.exit(0))
}

async function run() {
  const sink = fork(fileURLToPath(import.meta.url), ['sink'])
  const port = await new Promise((resolve) => sink.once('message', resolve))
  const rows = []
  try {
    for (const engine of ['sqlite', ...(process.env.BENCH_DATABASE_URL ? ['postgres'] : [])]) {
      const [empty, full] = [await open(engine, port), await open(engine, port)]
      rows.push(...(await measureEnqueue(engine, empty)), await measureDrain(engine, empty))
      await fill(full)
      await empty.context.db.deleteFrom('messages').execute()
      rows.push(...(await compare(engine, empty, full)))
    }
  } finally {
    sink.kill()
    for (const close of closing.reverse()) await close()
  }
  console.log(['| what | engine | measured | target |', '|---|---|---|---|', ...rows].join('\n'))
}

async function open(engine, port) {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
  closing.push(() => rmSync(directory, { recursive: true, force: true }))
  const context = await openContext(
    readConfig({
      COUNTERSIGN_DATA_DIR: directory,
      COUNTERSIGN_SMS: `webhook+http://127.0.0.1:${port}/?secret=a-secret-of-the-bench`,
      COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
      COUNTERSIGN_TRUSTED_PROXIES: '127.0.0.1',
      LOG_LEVEL: 'error',
      ...(engine === 'postgres' ? { DATABASE_URL: await makeDatabase() } : {}),
    }),
    { clock },
  )
  closing.push(() => context.database.close())
  // Hashing is meant to be dear, and hides everything else.
  context.hasher = {
    hash: async (password) => password,
    verify: async (password, hash) => ({ isRight: password === hash, needsRehash: false }),
    burn: async () => {},
  }
  const made = await createInstance(context, { name: 'Bench', environment: 'development', slug: 'bench' })
  const scope = {
    context,
    now: clock.now(),
    instance: made.instance,
    language: 'en',
    origin: null,
    url: 'http://localhost',
  }
  const sms = { countries: ['*'], daily_budget: 1_000_000 }
  const instance = {
    ...made.instance,
    settings: await patchSettings(scope, { multi_factor: { phone_code: true }, sms }),
  }
  return { context, app: createApp(context), secretKey: made.secretKey, instance, scope: { ...scope, instance } }
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

let count = 0
/** Each number in a range of its own: no limit but the budget has anything to say. */
const newNumber = () => `+${++count + 100_000}000000`

function send({ scope }, isSent) {
  const number = newNumber()
  return sendCode(
    { ...scope, now: clock.now() },
    {
      purpose: 'second_factor',
      attemptId: `sia_${number}`,
      user: null,
      identificationId: null,
      to: { channel: 'sms', address: number, key: number, country: 'DE' },
      isSent,
    },
  )
}

async function measureEnqueue(engine, side) {
  const batch = 100
  const costs = { with: [], without: [] }
  for (let round = 0; round < 8; round++) {
    for (const [name, isSent] of Object.entries({ with: true, without: false })) {
      const before = process.cpuUsage()
      await spread(batch, 8, () => send(side, isSent))
      const { user, system } = process.cpuUsage(before)
      if (round > 1) costs[name].push((user + system) / 1000 / batch)
    }
  }
  const [whole, without] = [median(costs.with), median(costs.without)]
  return [
    `| code, its limits and its message | ${engine} | ${whole.toFixed(2)} ms CPU | |`,
    `| of these the message alone | ${engine} | ${(whole - without).toFixed(2)} ms CPU | ≤ 2 ms |`,
  ]
}

async function measureDrain(engine, side) {
  const { context } = side
  const waiting = 1000
  await context.db.deleteFrom('messages').execute()
  await spread(waiting, 8, () => send(side, true))
  const startedAt = performance.now()
  const worker = startWorker(context)
  const left = context.db.selectFrom('messages').select('id').where('status', '=', 'queued').limit(1)
  while (await left.executeTakeFirst()) await new Promise((resolve) => setTimeout(resolve, 20))
  const rate = (waiting / (performance.now() - startedAt)) * 1000
  await worker.stop()
  return `| drained by one process | ${engine} | ${rate.toFixed(0)} messages/s | ≥ 200 |`
}

/** Nine in ten were sent in the last days, one in ten waits for later. */
async function fill({ context, instance }) {
  const now = clock.now()
  const row = (index) => ({
    id: `msg_old${String(index).padStart(8, '0')}`,
    instance_id: instance.id,
    channel: index % 2 ? 'sms' : 'email',
    kind: 'code',
    destination: `+4915${index}`,
    destination_key: `+4915${index}`,
    content_sealed: index % 10 === 0 ? 'x'.repeat(400) : '',
    created_at: now - index * 5000,
    status: index % 10 === 0 ? 'queued' : 'sent',
    is_kept: 0,
    tries: 1,
    next_at: index % 10 === 0 ? now + 1000 * hour + index : null,
    expires_at: now + 1000 * hour,
  })
  for (let from = 0; from < many; from += 100) {
    const rows = Array.from({ length: 100 }, (_, index) => row(from + index))
    await context.db.insertInto('messages').values(rows).execute()
  }
}

async function compare(engine, empty, full) {
  for (const side of [empty, full]) side.people = await makePeople(side)
  const ratios = { milliseconds: [], cpu: [], poll: [] }
  let last = {}
  for (let round = 0; round < rounds + 1; round++) {
    ahead += 2 * hour
    const sides = round % 2 ? [empty, full] : [full, empty]
    const results = new Map()
    for (const side of sides) results.set(side, { ...(await signEverybodyIn(side)), ...(await look(side)) })
    const [few, lots] = [results.get(empty), results.get(full)]
    // The first round compiles what it runs.
    if (round === 0) continue
    for (const name of Object.keys(ratios)) ratios[name].push(lots[name] / few[name])
    last = { few, lots }
  }
  const ratio = (name) =>
    `${median(ratios[name]).toFixed(2)} × (${last.few[name].toFixed(2)} → ${last.lots[name].toFixed(2)} ms)`
  const what = `sign-in with password and code by SMS, ${many} messages more`
  return [
    `| ${what}: time | ${engine} | ${ratio('milliseconds')} | ≤ 1.1 × |`,
    `| ${what}: CPU | ${engine} | ${ratio('cpu')} | ≤ 1.1 × |`,
    `| a worker’s look for work, ${many} messages more: time | ${engine} | ${ratio('poll')} | |`,
  ]
}

async function makePeople({ app, secretKey }) {
  const call = async (path, body) => {
    const answer = await app.request(`http://localhost:4100/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (answer.status !== 200) throw new Error(await answer.text())
    return answer.json()
  }
  const made = []
  await spread(people, 8, async (index) => {
    const email = `bench${++count}@example.com`
    const { id } = await call('/users', { email_address: [email], password: 'a long secret of the bench' })
    // Five numbers of each range of a million.
    const phone_number = `+49151${String(10 + (index % 30))}${String(100_000 + index * 1009).slice(-6)}`
    const reserved = { user_id: id, phone_number, verified: true, reserved_for_second_factor: true }
    await call('/phone_numbers', reserved)
    made.push(email)
  })
  return made
}

async function signEverybodyIn(side) {
  const { app, instance, context } = side
  const worker = startWorker(context)
  context.onQueued = () => void setTimeout(worker.wake, 10)
  const origin = `http://${instance.host}`
  let from = {}
  const post = async (path, fields, cookie) => {
    const body = new URLSearchParams(fields)
    const answer = await app.request(`${origin}/v1${path}`, {
      method: 'POST',
      body,
      headers: { origin, cookie, ...from },
    })
    if (answer.status !== 200) throw new Error(await answer.text())
    return [await answer.json(), answer.headers.getSetCookie().map((line) => line.split(';')[0])]
  }
  const times = []
  const before = process.cpuUsage()
  for (const [index, identifier] of side.people.entries()) {
    // Everybody has an address, because each has its limits.
    from = { 'x-forwarded-for': `10.0.${index >> 8}.${index & 255}` }
    const startedAt = performance.now()
    const fields = { identifier, password: 'a long secret of the bench' }
    const [{ response }, cookies] = await post('/client/sign_ins', fields, '')
    const path = `/client/sign_ins/${response.id}/prepare_second_factor`
    await post(path, { strategy: 'phone_code' }, cookies.join('; '))
    times.push(performance.now() - startedAt)
  }
  const { user, system } = process.cpuUsage(before)
  await worker.stop()
  context.onQueued = () => {}
  return { milliseconds: median(times), cpu: (user + system) / 1000 / side.people.length }
}

async function look({ context }) {
  const times = []
  const skipLocked = context.database.engine === 'postgres'
  for (let index = 0; index < 100; index++) {
    const now = clock.now()
    const startedAt = performance.now()
    await isAnyDue(context.db, now)
    await claimDue(context.db, { now, lease: 1000, most: 50, skipLocked })
    times.push(performance.now() - startedAt)
  }
  return { poll: median(times) }
}

if (process.argv[2] === 'sink') await runSink()
else await run()
