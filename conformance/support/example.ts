import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const folderOf = (example: string): string =>
  fileURLToPath(new URL(`../../examples/${example}/`, import.meta.url))

/** Whether what an example is made of was installed beside it; `npm test` does that, and says why when it could not. */
export const isInstalled = (example: string): boolean =>
  existsSync(`${folderOf(example)}node_modules/.package-lock.json`)

/** A process of an example as its README starts it, with the environment that its `.env` would hold. */
export async function startProcess(
  example: string,
  file: string,
  args: string[],
  env: Record<string, string>,
  port: number,
): Promise<{ stop(): Promise<void> }> {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: folderOf(example),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own group: what it started in turn is ended with it.
    detached: true,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (said += text))
  for (const until = Date.now() + 60_000; Date.now() < until && child.exitCode === null; await sleep(50)) {
    const isUp = await fetch(`http://localhost:${port}/favicon.ico`).catch(() => undefined)
    if (isUp) return { stop: () => stop(child) }
  }
  await stop(child)
  throw new Error(`${example} did not start:\n${said}`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-child.pid, 'SIGKILL')
  await ended
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject).listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
