// The product as it is shipped: the built server in a process of its own, on an empty database, with real mail and SMS transports.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { jsonOf, send } from './http.mjs'
import { wait } from './wait.mjs'

const cli = fileURLToPath(new URL('../../packages/server/dist/cli.js', import.meta.url))
const running = new Set()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a server. `database` is a PostgreSQL URL, or undefined for the embedded one; `env` adds to its environment. */
export async function startServer({ sinks, database, env = {} }) {
  const port = await freePort()
  const directory = mkdtempSync(join(tmpdir(), 'countersign-attack-'))
  const environment = {
    PATH: process.env.PATH,
    HOME: directory,
    PORT: String(port),
    COUNTERSIGN_URL: `http://localhost:${port}`,
    COUNTERSIGN_DATA_DIR: directory,
    COUNTERSIGN_MAIL: sinks.mail,
    COUNTERSIGN_SMS: sinks.sms,
    LOG_LEVEL: 'error',
    ...(database ? { DATABASE_URL: database, COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64') } : {}),
    ...env,
  }
  const child = spawn(process.execPath, [cli, 'start'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  const output = collect(child)
  const ended = new Promise((resolve) => child.once('exit', resolve)).then(() => running.delete(child))
  await untilReady(child, port, output)
  return {
    port,
    pid: child.pid,
    url: `http://localhost:${port}`,
    host: `localhost:${port}`,
    output,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    command: (...args) => runCommand(args, environment),
    async stop() {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(timer)
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Makes an instance as an operator does, by the command line, and sets it up by its secret key. */
export async function makeInstance(server, { slug, environment = 'production', host, settings = {} }) {
  const wish = ['--name', 'Acme', '--environment', environment, '--slug', slug, ...(host ? ['--host', host] : [])]
  const made = JSON.parse(await server.command('instance', 'create', ...wish, '--json'))
  const app = describeInstance(server, slug, made)
  await app.must('PATCH', '/instance/settings', settings)
  return app
}

/** An instance as it is seen from outside, addressed by its path. */
export function describeInstance(server, slug, made = {}) {
  const { id, secret_key: secretKey, publishable_key: publishableKey, url: publicUrl } = made
  const { port, host, url } = server
  const backend = async (method, path, body) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = { host, authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' }
    if (text !== undefined) headers['content-length'] = Buffer.byteLength(text)
    const answer = await send({ port, method, path: `/v1${path}`, headers, body: text })
    const json = jsonOf(answer)
    return { status: answer.status, code: json?.errors?.[0]?.code, response: json }
  }
  const must = async (method, path, body) => {
    const { status, response } = await backend(method, path, body)
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(response)}`)
    return response
  }
  const keys = { secretKey, publishableKey }
  // `publicUrl` is what the command line says; links have to begin with it.
  return {
    id,
    slug,
    port,
    host,
    url: `${url}/i/${slug}`,
    publicUrl,
    origin: url,
    prefix: `/i/${slug}`,
    ...keys,
    backend,
    must,
  }
}

function collect(child) {
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk) => {
      text += chunk
    })
  return () => text
}

async function untilReady(child, port, output) {
  for (const end = Date.now() + 180_000; Date.now() < end; await wait(50)) {
    if (child.exitCode !== null) throw new Error(`The server ended before it was ready:\n${output()}`)
    const answer = await send({ port, path: '/readyz', headers: { host: `localhost:${port}` } }).catch(() => undefined)
    if (answer?.status === 200) return
  }
  throw new Error(`The server was not ready within 180 s:\n${output()}`)
}

async function runCommand(args, env) {
  const child = spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let text = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    errors += chunk
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  running.delete(child)
  if (code !== 0) throw new Error(`countersign ${args.join(' ')} ended with ${code}: ${errors || text}`)
  return text
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}
