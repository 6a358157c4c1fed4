import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

/**
 * The command line as it is shipped, up to date with its sources. A test that starts it twenty times would spend a minute on translating it
 * each time; the compiler finds in a moment that there is nothing to do.
 */
export async function builtCli(): Promise<string> {
  const compiler = fileURLToPath(new URL('node_modules/typescript/bin/tsc', `file://${root}`))
  await promisify(execFile)(process.execPath, [compiler, '-b', 'packages/server'], { cwd: root })
  const cli = `${root}packages/server/dist/cli.js`
  if (!existsSync(cli))
    throw new Error(`The compiler left no ${cli}: delete packages/server/dist and .cache, then try again.`)
  return cli
}
