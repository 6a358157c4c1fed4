// npm run pack: the packages for apps, as the tarballs that `npm install <file>` takes. They are written to ./packed.
import { mkdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { buildStale } from './build.mjs'
import { ensureInstalled } from './install.mjs'
import { npm, root } from './run.mjs'

const packages = ['contract', 'js', 'ui', 'react', 'backend']
const folder = join(root, 'packed')

try {
  await ensureInstalled()
  const failed = await buildStale()
  if (failed.length > 0) throw new Error(`Could not build ${failed.join(', ')}: see above.`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const wanted = packages.flatMap((name) => ['--workspace', `@countersign/${name}`])
  const { code, output } = await npm(['pack', '--pack-destination', folder, ...wanted], { quiet: true })
  if (code !== 0) throw new Error(output)
  console.log(`The packages are in ${relative(process.cwd(), folder) || '.'}.`)
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
