import { copyFileSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureInstalled } from './install.mjs'
import { root, tool } from './run.mjs'
import { forget, hashOf, isStale, remember } from './stale.mjs'

const libraries = ['contract', 'js', 'ui', 'react']
const shared = ['package-lock.json', 'tsconfig.base.json', ...libraries.map((name) => `packages/${name}`)]
/** For an app's own server; no page is made of it. */
const backend = 'packages/backend'
const packages = ['packages/server', backend, ...libraries.map((name) => `packages/${name}`)]
const projects = packages.filter((path) => existsSync(join(root, path, 'src')))

const description = 'docs/reference/openapi.json'
const targets = [
  {
    name: 'server',
    inputs: [...shared, backend, 'packages/server', description],
    outputs: [
      ...projects.map((path) => `${path}/dist/${path === 'packages/server' ? 'cli' : 'index'}.js`),
      'packages/server/public/description/openapi.json',
    ],
    build: buildPackages,
  },
  app('account', 'apps/account', 'packages/server/public/account'),
  app('dashboard', 'apps/dashboard', 'packages/server/public/dashboard'),
  app('custom-flow', 'examples/custom-flow'),
  app('react-example', 'examples/react'),
]

async function buildPackages() {
  // tsc trusts its own record and would not notice that the output was deleted.
  const isGone = projects.some((path) => !existsSync(join(root, path, 'dist')))
  mkdirSync(join(root, 'packages/server/public/description'), { recursive: true })
  copyFileSync(join(root, description), join(root, 'packages/server/public/description/openapi.json'))
  return tool('tsc', ['-b', ...(isGone ? ['--force'] : []), ...projects], { quiet: true, limitSeconds: 300 })
}

function app(name, folder, publicFolder) {
  const build = async () => {
    const result = await tool('vite', ['build'], { cwd: join(root, folder), quiet: true, limitSeconds: 300 })
    if (result.code === 0 && publicFolder) replaceFolder(join(root, folder, 'dist'), join(root, publicFolder))
    return result
  }
  const outputs = [`${folder}/dist/index.html`, ...(publicFolder ? [`${publicFolder}/index.html`] : [])]
  return { name, folder, inputs: [...shared, folder], outputs, build }
}

/** A running server never sees half of a new version. */
function replaceFolder(from, to) {
  const incoming = `${to}.incoming`
  rmSync(incoming, { recursive: true, force: true })
  mkdirSync(incoming, { recursive: true })
  cpSync(from, incoming, { recursive: true })
  rmSync(to, { recursive: true, force: true })
  renameSync(incoming, to)
}

/** Builds what is stale, two at a time; returns the names of what could not be built. */
export async function buildStale() {
  const exists = (target) => !target.folder || existsSync(join(root, target.folder, 'index.html'))
  const queue = targets.filter(exists).filter(isStale)
  const failed = []
  const work = async () => {
    for (let target = queue.shift(); target; target = queue.shift())
      if (!(await build(target))) failed.push(target.name)
  }
  await Promise.all([work(), work()])
  return failed
}

async function build(target) {
  console.log(`building ${target.name} …`)
  const hash = hashOf(target.inputs)
  forget(target)
  const { code, output } = await target.build()
  const absent = target.outputs.filter((path) => !existsSync(join(root, path)))
  if (code === 0 && absent.length === 0) {
    remember(target, hash)
    return true
  }
  console.error(`${output.trim()}\n${target.name} was not built${absent.length > 0 ? `: no ${absent.join(', ')}` : ''}`)
  return false
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await ensureInstalled()
  process.exitCode = (await buildStale()).length > 0 ? 1 : 0
}
