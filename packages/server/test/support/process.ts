import { type ChildProcess, spawn } from 'node:child_process'

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

const running = new Set<ChildProcess>()

/** Starts the built command line; nothing of this process's own set-up reaches it but where programs are. */
export function run(
  cli: string,
  args: string[],
  environment: Record<string, string>,
): { child: ChildProcess; ended: Promise<Ended>; stdout(): string } {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [cli, ...args], { env: { PATH, ...environment } })
  running.add(child)
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk
  })
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code) => {
      running.delete(child)
      resolve({ code, stdout, stderr })
    }),
  )
  return { child, ended, stdout: () => stdout }
}

export function killAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

/** Asks again until there is an answer, 20 seconds at most. */
export async function until<T>(check: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  for (let waited = 0; waited < 20_000; waited += 25) {
    const found = await Promise.resolve(check()).catch(() => undefined)
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('this took too long')
}

export async function isReady(base: string): Promise<boolean> {
  return (await fetch(`${base}/readyz`)).ok
}
