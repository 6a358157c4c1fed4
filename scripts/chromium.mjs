// Finds a Chromium that really starts here: named, the system's, the npm package's, Debian's.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { aptInstall, cache, root, run } from './run.mjs'

/** `{ path, env }` for the children, or `{ reason }` when there is none. */
export async function provideChromium() {
  const reasons = []
  const consider = async (path, env = {}) => {
    const problem = existsSync(path) ? await whyItDoesNotStart(path, env) : 'not there'
    if (problem === undefined) return { path, env }
    reasons.push(`${path}: ${problem}`)
    return undefined
  }
  const named = process.env.CHROMIUM_PATH
  if (named) {
    const found = await consider(named)
    if (found) return found
  }
  for (const path of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']) {
    const found = existsSync(path) ? await consider(path) : undefined
    if (found) return found
  }
  const unpacked = await unpackFromPackage(reasons)
  if (unpacked) {
    // First with the machine's own libraries; with the bundled ones only where the machine lacks them.
    const found = (await consider(unpacked.path, unpacked.fonts)) ?? (await consider(unpacked.path, unpacked.all))
    if (found) return found
  }
  if (await aptInstall('chromium', 'fonts-dejavu-core')) {
    const found = await consider('/usr/bin/chromium')
    if (found) return found
  }
  return { reason: `no Chromium starts here (${reasons.join('; ')})` }
}

/** The package holds compressed files; its own code unpacks them into TMPDIR, here a folder of our cache. */
async function unpackFromPackage(reasons) {
  const entry = locate('@sparticuz/chromium')
  if (!entry || process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const { version } = JSON.parse(readFileSync(join(entry.folder, 'package.json'), 'utf8'))
  const folder = join(cache, `chromium-${version}`)
  if (!existsSync(join(folder, 'chromium'))) {
    console.log('unpacking Chromium …')
    mkdirSync(cache, { recursive: true })
    const incoming = mkdtempSync(join(cache, 'chromium-incoming-'))
    const code = `const m = require(${JSON.stringify(entry.main)}); (m.default ?? m).executablePath()`
    // This variable makes the package unpack the shared libraries too.
    const env = { ...process.env, TMPDIR: incoming, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' }
    const { code: exit, output } = await run(process.execPath, ['-e', code], { env, quiet: true, limitSeconds: 120 })
    if (exit !== 0 || !existsSync(join(incoming, 'chromium'))) {
      rmSync(incoming, { recursive: true, force: true })
      reasons.push(`@sparticuz/chromium could not be unpacked: ${output.trim().split('\n').at(-1)}`)
      return undefined
    }
    rmSync(folder, { recursive: true, force: true })
    renameSync(incoming, folder)
  }
  const fonts = bundledFonts(folder)
  const libraries = [join(folder, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':')
  return { path: join(folder, 'chromium'), fonts, all: { ...fonts, LD_LIBRARY_PATH: libraries } }
}

/** Text must have a width on machines without any font. */
function bundledFonts(folder) {
  if (existsSync('/usr/share/fonts') && existsSync('/etc/fonts/fonts.conf')) return {}
  const config = join(folder, 'fonts', 'fonts.conf')
  const directory = join(folder, 'fonts', 'fonts')
  writeFileSync(
    config,
    `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig><dir>${directory}</dir><cachedir>${join(folder, 'font-cache')}</cachedir></fontconfig>\n`,
  )
  return { FONTCONFIG_FILE: config }
}

function locate(name) {
  try {
    const main = createRequire(join(root, 'e2e', 'package.json')).resolve(name)
    const folder = join(main.slice(0, main.lastIndexOf('node_modules')), 'node_modules', name)
    return { main, folder }
  } catch {
    return undefined
  }
}

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']

/** Starts it and opens a page through its debugging port: `--version` also works on a browser that cannot start. */
function whyItDoesNotStart(path, env) {
  mkdirSync(cache, { recursive: true })
  const profile = mkdtempSync(join(cache, 'chromium-profile-'))
  const args = [...flags, `--user-data-dir=${profile}`, '--remote-debugging-port=0', 'about:blank']
  return new Promise((resolve) => {
    const child = spawn(path, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] })
    let output = ''
    let isDone = false
    const finish = (problem) => {
      if (isDone) return
      isDone = true
      clearTimeout(timer)
      child.kill('SIGKILL')
      // Its helpers still write into the profile for a moment.
      const remove = () => rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
      setTimeout(() => {
        try {
          remove()
        } catch {
          // left in the cache folder
        }
        resolve(problem)
      }, 100)
    }
    const timer = setTimeout(finish, 20_000, 'it did not answer within 20 s')
    child.on('error', (error) => finish(error.message))
    child.on('exit', () => finish(output.trim().split('\n').at(-1) || 'it ended at once'))
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text
      const port = /DevTools listening on ws:\/\/[^:]+:(\d+)/.exec(output)?.[1]
      if (port) openPage(port).then(finish)
    })
  })
}

async function openPage(port) {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/json/new?about:blank`, {
      method: 'PUT',
      signal: AbortSignal.timeout(10_000),
    })
    return answer.ok ? undefined : `it cannot open a page (${answer.status})`
  } catch (error) {
    return `it cannot open a page (${error.message})`
  }
}
