// npm run conformance:newest: the specs of conformance/ with the newest SDKs that are published, in a copy that nothing else uses.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildStale } from './build.mjs'
import { provideChromium } from './chromium.mjs'
import { ensureInstalled } from './install.mjs'
import { cache, npm, root, tool } from './run.mjs'

const copy = join(cache, 'newest')
const conformance = join(copy, 'conformance')

process.exitCode = await main()

async function main() {
  await ensureInstalled()
  const chromium = await provideChromium()
  if (!chromium.path) return stop(chromium.reason)
  if ((await buildStale()).length > 0) return stop('The server was not built: see above.')
  makeCopy()
  const before = versions()
  if (!(await installNewest())) return stop('Installing failed: see above. Is the npm registry in reach?')
  const env = { ...process.env, CHROMIUM_PATH: chromium.path, ...chromium.env }
  const { code } = await tool(
    'playwright',
    ['test', '--config', `${conformance}/playwright.config.ts`, ...process.argv.slice(2)],
    {
      env,
      cwd: copy,
      limitSeconds: 1800,
    },
  )
  for (const [name, version] of Object.entries(versions()))
    console.log(`${name} ${version}${version === before[name] ? '' : ` (locked here: ${before[name]})`}`)
  console.log(code === 0 ? 'The newest SDKs work.' : 'The newest SDKs do not work: see above.')
  return code
}

function stop(reason) {
  console.error(reason)
  return 1
}

/** The specs and what they import, found where their relative paths lead; the rest of the repository is linked. */
function makeCopy() {
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  for (const name of ['packages', 'node_modules', 'tsconfig.base.json', 'tsconfig.tests.json'])
    symlinkSync(join(root, name), join(copy, name))
  const isOurs = (path) => !/node_modules|package-lock|example-|\.cache/.test(path.slice(root.length))
  for (const name of ['conformance', 'e2e'])
    cpSync(join(root, name), join(copy, name), { recursive: true, filter: isOurs })
}

/** What the SDKs of this vendor are: their newest, in place of what is locked. */
async function installNewest() {
  const path = join(conformance, 'package.json')
  const description = JSON.parse(readFileSync(path, 'utf8'))
  for (const name of Object.keys(description.dependencies))
    if (name.startsWith('@clerk/')) description.dependencies[name] = 'latest'
  writeFileSync(path, JSON.stringify(description, null, 2))
  const { code } = await npm(['install', '--ignore-scripts', '--no-package-lock', '--workspaces=false'], {
    cwd: conformance,
    limitSeconds: 900,
  })
  return code === 0
}

function versions() {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'conformance/package.json'), 'utf8'))
  const names = Object.keys(dependencies).filter((name) => name.startsWith('@clerk/'))
  return Object.fromEntries(names.map((name) => [name, versionOf(name) ?? dependencies[name]]))
}

function versionOf(name) {
  const path = join(conformance, 'node_modules', name, 'package.json')
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : undefined
}
