// npm start: installs and builds what is missing, then becomes the server.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildStale } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { endAll, root } from './run.mjs'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Countersign needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

const interrupt = (signal) => {
  endAll()
  process.exit(signal === 'SIGINT' ? 130 : 143)
}
process.on('SIGINT', interrupt).on('SIGTERM', interrupt)

try {
  await ensureInstalled()
  const failed = await buildStale()
  if (failed.length > 0) throw new Error(`Could not build ${failed.join(', ')}: see above.`)
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
// In this process and not in a child: signals, exit code and `kill -9` concern the server itself.
const cli = join(root, 'packages/server/dist/cli.js')
process.chdir(root)
process.argv = [process.execPath, cli, 'start', ...process.argv.slice(2)]
await import(pathToFileURL(cli).href)
