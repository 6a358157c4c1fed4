// A PgBouncer in transaction mode in front of the PostgreSQL of the tests, as managed databases have one.
import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, unprivilegedUser } from './postgres.mjs'
import { aptInstall, isRoot } from './run.mjs'

const nothing = () => undefined

/** `{ url, stop }`, or `{ reason, stop }` when there is none. The databases of `url` are the server's, by the same names. */
export async function providePooler(postgresUrl) {
  if (!postgresUrl) return { reason: 'there is no PostgreSQL to pool', stop: nothing }
  const owner = isRoot ? unprivilegedUser() : {}
  if (!owner) return { reason: 'no unprivileged user to run PgBouncer as', stop: nothing }
  let program = find()
  if (!program && (await aptInstall('pgbouncer'))) program = find()
  if (!program) return { reason: 'no pgbouncer on this machine', stop: nothing }
  return start(program, owner, new URL(postgresUrl))
}

function find() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin']
  return folders.map((folder) => join(folder, 'pgbouncer')).find((path) => existsSync(path))
}

async function start(program, owner, postgres) {
  const home = mkdtempSync(join(tmpdir(), 'countersign-pgbouncer-'))
  const port = await freePort()
  const [users, settings] = [join(home, 'users.txt'), join(home, 'pgbouncer.ini')]
  const { username, password, hostname } = postgres
  writeFileSync(users, `"${decodeURIComponent(username)}" "${decodeURIComponent(password)}"\n`, { mode: 0o600 })
  writeFileSync(settings, settingsFor({ host: hostname, postgresPort: postgres.port || 5432, port, users }))
  if (owner.uid !== undefined) for (const path of [home, users, settings]) chownSync(path, owner.uid, owner.gid)
  let said = ''
  const child = spawn(program, [settings], { cwd: home, ...owner, stdio: ['ignore', 'ignore', 'pipe'] })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said = (said + text).slice(-2000)
  })
  child.on('error', (error) => {
    said += error.message
  })
  const stop = () => {
    child.kill('SIGKILL')
    rmSync(home, { recursive: true, force: true })
  }
  for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
    if (await answers(port)) {
      const url = new URL(postgres)
      url.host = `127.0.0.1:${port}`
      return { url: url.href, stop }
    }
    await sleep(100)
  }
  stop()
  return { reason: `PgBouncer did not start: ${said.trim().split('\n').at(-1)}`, stop: nothing }
}

/** Its defaults, but for what has no default: nothing is said to it about Countersign. */
function settingsFor({ host, postgresPort, port, users }) {
  return `[databases]
* = host=${host} port=${postgresPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
max_client_conn = 500
default_pool_size = 10
`
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('close', nothing).setTimeout(1000, () => socket.destroy())
    socket.once('connect', () => socket.destroy())
  })
}
