import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, defaultServerConditions } from 'vite'

export interface Child {
  pid: number
  /** Every line it has printed. */
  lines: string[]
  /** Resolves when `isEnough` of the lines. */
  reaches(isEnough: (lines: string[]) => boolean): Promise<void>
  /** As a power failure would end it. */
  kill(): Promise<void>
}

/** Starts a TypeScript file beside the tests, or what `bundle` made of one, as a process that can be killed. */
export function startChild(file: URL, ...parameters: string[]): Child {
  const runner = fileURLToPath(new URL('./run-typescript.mjs', import.meta.url))
  const path = fileURLToPath(file)
  const program = path.endsWith('.ts') ? [runner, path] : [path, path]
  const child: ChildProcess = spawn(process.execPath, ['--expose-gc', ...program, ...parameters], {
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

/** One JavaScript file of it, for a child that is started many times: translating takes longer than all it does. */
export async function bundle(file: URL): Promise<{ file: URL; remove(): void }> {
  // Within the repository, so that packages are found from there.
  const outDir = fileURLToPath(
    new URL(`../../../../.cache/children/${process.pid}-${childName(file)}/`, import.meta.url),
  )
  const fileName = 'child.mjs'
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: {
      noExternal: [/^@countersign/, 'kysely', 'zod'],
      resolve: { conditions: ['source', ...defaultServerConditions] },
    },
    build: { ssr: fileURLToPath(file), outDir, rolldownOptions: { output: { entryFileNames: fileName } } },
  })
  return {
    file: pathToFileURL(join(outDir, fileName)),
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  }
}

const childName = (file: URL) => basename(file.pathname, '.ts')
