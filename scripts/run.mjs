// Starts the tools the other scripts need: bounded in time, killed as a whole, never waiting for a keyboard.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const cache = join(root, '.cache')

const longestKept = 50_000
const running = new Set()
let isEnding = false

/**
 * Resolves with how it ended; never rejects. `quiet` keeps the output for the caller instead of showing it; what is said on stderr is
 * kept either way.
 */
export function run(command, args, { limitSeconds = 300, quiet = false, env = process.env, cwd = root, ...rest } = {}) {
  if (isEnding) return Promise.resolve({ code: 130, output: '', isTooSlow: false })
  return new Promise((resolve) => {
    const stdio = ['ignore', quiet ? 'pipe' : 'inherit', 'pipe']
    // Its own process group: a tool that hangs is ended together with the workers it started.
    const child = spawn(command, args, { cwd, env, stdio, detached: true, ...rest })
    running.add(child)
    let output = ''
    let isTooSlow = false
    let isSettled = false
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => {
        output = quiet ? output + text : (output + text).slice(-longestKept)
        if (!quiet) process.stderr.write(text)
      })
    const timer = setTimeout(() => {
      isTooSlow = true
      output += `\nstopped after ${limitSeconds} s`
      end(child)
    }, limitSeconds * 1000)
    const settle = (code) => {
      if (isSettled) return
      isSettled = true
      clearTimeout(timer)
      running.delete(child)
      resolve({ code, output, isTooSlow })
    }
    child.on('error', (error) => {
      output += error.message
      settle(127)
    })
    // `exit` and not only `close`: a grandchild that keeps the pipe open must not keep us.
    child.on('exit', (code) => setTimeout(settle, 200, code ?? 1))
    child.on('close', (code) => settle(code ?? 1))
  })
}

/** An interrupt first, as from a keyboard: the runners then close the browsers and servers they started. */
function end(child) {
  if (child.pid === undefined) return
  signalGroup(child.pid, 'SIGINT')
  setTimeout(() => signalGroup(child.pid, 'SIGKILL'), 5000).unref()
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch {
    // already gone
  }
}

/** Ends every tool that still runs, and lets no other start. */
export function endAll() {
  isEnding = true
  for (const child of running) end(child)
}

process.on('exit', () => {
  for (const child of running) if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
})

/** A tool of this workspace, run by this very Node whatever PATH says. */
export function tool(bin, args, options) {
  return run(process.execPath, [join(root, 'node_modules', '.bin', bin), ...args], options)
}

export function npm(args, options) {
  const cli = process.env.npm_execpath
  if (cli?.endsWith('.js') && existsSync(cli)) return run(process.execPath, [cli, ...args], options)
  return run('npm', args, options)
}

export const isRoot = process.getuid?.() === 0

/** Installs Debian packages where that is possible; false where it is not. */
export async function aptInstall(...packages) {
  if (!isRoot || !existsSync('/usr/bin/apt-get')) return false
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = () => run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env, quiet: true })
  console.log(`installing ${packages.join(' ')} …`)
  if ((await install()).code === 0) return true
  await run('apt-get', ['update'], { env, quiet: true })
  return (await install()).code === 0
}
