// Finds a PostgreSQL in which tests may create databases: a named one, or a throwaway cluster of our own.
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { aptInstall, isRoot, root, run } from './run.mjs'

const nothing = () => undefined

/** `{ url, stop }`, or `{ reason, stop }` when there is none. `stop` is synchronous and may be called twice. */
export async function providePostgres() {
  const reasons = []
  for (const name of ['TEST_DATABASE_URL', 'DATABASE_URL']) {
    const url = process.env[name]
    if (!url) continue
    const problem = await whyUnusable(url)
    if (problem === undefined) return { url, stop: nothing, from: name }
    reasons.push(`${name}: ${problem}`)
  }
  const owner = isRoot ? unprivilegedUser() : {}
  if (!owner) return { reason: 'no unprivileged user to run PostgreSQL as', stop: nothing }
  let bin = findBinaries()
  if (!bin && (await aptInstall('postgresql'))) bin = findBinaries()
  if (!bin) reasons.push('no initdb and postgres on this machine')
  for (const parent of bin ? new Set([tmpdir(), '/tmp', '/var/tmp']) : []) {
    const cluster = await startCluster(bin, owner, parent).catch((error) => ({ reason: error.message, stop: nothing }))
    if (cluster.url) return { ...cluster, from: bin }
    reasons.push(cluster.reason)
  }
  return { reason: `no PostgreSQL to test with (${reasons.join('; ')})`, stop: nothing }
}

async function whyUnusable(url) {
  const { Client } = createRequire(join(root, 'packages/server/package.json'))('pg')
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', nothing)
  try {
    await client.connect()
    const sql = 'select rolsuper or rolcreatedb as "mayCreate" from pg_roles where rolname = current_user'
    const { rows } = await client.query(sql)
    return rows[0]?.mayCreate ? undefined : 'its user may not create databases'
  } catch (error) {
    return error.message || error.code
  } finally {
    await client.end().catch(nothing)
  }
}

function findBinaries() {
  const installed = ['/usr/lib/postgresql', '/usr/local/lib/postgresql', '/opt/homebrew/opt']
    .flatMap((parent) => (existsSync(parent) ? readdirSync(parent).map((name) => join(parent, name, 'bin')) : []))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
  const candidates = [...(process.env.PATH ?? '').split(delimiter), ...installed]
  return candidates.find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))))
}

/** PostgreSQL refuses to run as root. */
export function unprivilegedUser() {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) }
  }
  return undefined
}

async function startCluster(bin, owner, parent) {
  const home = mkdtempSync(join(parent, 'countersign-postgres-'))
  let server
  const stop = () => {
    server?.kill('SIGKILL')
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  try {
    const password = randomBytes(18).toString('hex')
    const passwordFile = join(home, 'password')
    const data = join(home, 'data')
    writeFileSync(passwordFile, password, { mode: 0o600 })
    if (owner.uid !== undefined) for (const path of [home, passwordFile]) chownSync(path, owner.uid, owner.gid)
    const options = { cwd: home, env: { PATH: process.env.PATH, HOME: home }, ...owner }
    const init = ['-D', data, '-U', 'countersign', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
    const made = await run(join(bin, 'initdb'), [...init, '-E', 'UTF8', '--no-locale', '--no-sync'], {
      ...options,
      quiet: true,
      limitSeconds: 120,
    })
    if (made.code !== 0) throw new Error(`initdb failed: ${made.output.trim().split('\n').at(-1)}`)
    const port = await freePort()
    // Not detached: whoever kills our process group takes the cluster along.
    server = spawn(join(bin, 'postgres'), ['-D', data, ...settings(port)], {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    await untilReady(server)
    return {
      url: `postgres://countersign:${password}@127.0.0.1:${port}/postgres`,
      stop: () => stopGently(server, stop),
    }
  } catch (error) {
    stop()
    throw error
  }
}

/** Its data is thrown away: nothing needs to reach the disk. */
function settings(port) {
  const values = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    autovacuum: 'off',
    max_connections: 200,
    dynamic_shared_memory_type: 'mmap',
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function untilReady(server) {
  return new Promise((resolve, reject) => {
    let log = ''
    const timer = setTimeout(() => reject(new Error('PostgreSQL was not ready within 30 s')), 30_000)
    server.stderr.setEncoding('utf8').on('data', (text) => {
      // Keeps reading afterwards: a full pipe would stop the server.
      log = (log + text).slice(-4000)
      if (!log.includes('ready to accept connections')) return
      clearTimeout(timer)
      resolve()
    })
    server.on('error', reject)
    server.on('exit', () => reject(new Error(`PostgreSQL ended: ${log.trim().split('\n').at(-1)}`)))
  })
}

/** Synchronous, so that it also works while this process is being ended. */
function stopGently(server, stop) {
  server.kill('SIGQUIT')
  for (let tries = 0; tries < 50 && isAlive(server.pid); tries += 1) spawnSync('sleep', ['0.1'])
  stop()
}

function isAlive(pid) {
  try {
    // A zombie still answers signal 0; its parent, this process, has not been able to reap it yet.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}
