import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Child {
  pid: number
  /** Every line it has printed. */
  lines: string[]
  /** Resolves when `isEnough` of the lines. */
  reaches(isEnough: (lines: string[]) => boolean): Promise<void>
  /** As a power failure would end it. */
  kill(): Promise<void>
}

/** Starts a TypeScript file beside the tests as a process that can be killed. */
export function startChild(file: URL, ...parameters: string[]): Child {
  const runner = fileURLToPath(new URL('./run-typescript.mjs', import.meta.url))
  const child: ChildProcess = spawn(process.execPath, ['--expose-gc', runner, fileURLToPath(file), ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  const listeners = new Set<() => void>()
  const output = createInterface({ input: child.stdout! }) // piped above
  const ended = Promise.all([once(child, 'exit'), once(output, 'close')])
  output.on('line', (line) => {
    lines.push(line)
    for (const listener of listeners) listener()
  })
  return {
    pid: child.pid ?? -1,
    lines,
    reaches: (isEnough) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!isEnough(lines)) return
          listeners.delete(look)
          resolve()
        }
        child.once('exit', (code) => reject(new Error(`The child ended with ${code} too early.`)))
        listeners.add(look)
        look()
      }),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
