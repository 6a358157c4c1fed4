import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const cli = fileURLToPath(new URL('../../packages/server/dist/cli.js', import.meta.url))

/** The product as its users start it: the built server, in its own process, on an empty data directory. */
export interface RunningServer {
  port: number
  url: string
  dataDir: string
  /** All that it printed so far, on both streams. */
  output(): string
  /** Waits for a line that matches, printed before or after the call. */
  printed(pattern: RegExp): Promise<RegExpExecArray>
  /** Runs another command of the same program on the same data and returns what it printed. */
  command(...args: string[]): Promise<string>
  stop(): Promise<void>
}

export async function startServer(env: Record<string, string> = {}): Promise<RunningServer> {
  const port = Number(env['PORT'] ?? (await freePort()))
  const dataDir = env['COUNTERSIGN_DATA_DIR'] ?? (await mkdtemp(join(tmpdir(), 'countersign-e2e-')))
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_URL: `http://localhost:${port}`,
    ...env,
    PORT: String(port),
  }
  const child = spawn(process.execPath, [cli, 'start'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = collectOutput(child)
  const remove = async () => {
    if (env['COUNTERSIGN_DATA_DIR'] === undefined) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
  }
  const stop = async () => {
    await stopGently(child)
    await remove()
  }
  try {
    await untilReady(child, port, output)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    port,
    url: `http://localhost:${port}`,
    dataDir,
    output,
    printed: (pattern) => untilPrinted(child, output, pattern),
    command: (...args) => runCommand(args, environment),
    stop,
  }
}

function collectOutput(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  }
  return () => text
}

/** Ends a wait for a server that hangs; how fast a busy machine is, no test decides. */
const readyWithin = 120_000

async function untilReady(child: ChildProcess, port: number, output: () => string): Promise<void> {
  for (const until = Date.now() + readyWithin; Date.now() < until; await sleep(50)) {
    if (hasEnded(child)) throw new Error(`The server ended before it was ready:\n${output()}`)
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    if (answer?.ok) return
  }
  throw new Error(`The server was not ready within ${readyWithin / 1000} s:\n${output()}`)
}

async function untilPrinted(child: ChildProcess, output: () => string, pattern: RegExp): Promise<RegExpExecArray> {
  for (const until = Date.now() + readyWithin; Date.now() < until && !hasEnded(child); await sleep(50)) {
    const found = pattern.exec(output())
    if (found) return found
  }
  throw new Error(`The server did not print ${pattern}:\n${output()}`)
}

async function runCommand(args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = collectOutput(child)
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(`countersign ${args.join(' ')} ended with ${code}:\n${output()}`)
  return output()
}

async function stopGently(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 12_000)
  await ended
  clearTimeout(timer)
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject).listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
