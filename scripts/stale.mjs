// What was built from which inputs: a hash per target, kept in .cache/stamps.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cache, root } from './run.mjs'

const ignored = /^(node_modules|dist|public|\.cache|test-results)$|\.test\.tsx?$|\.tsbuildinfo$/

export function filesUnder(path) {
  const absolute = join(root, path)
  if (!existsSync(absolute)) return []
  if (!statSync(absolute).isDirectory()) return [path]
  return readdirSync(absolute)
    .filter((name) => !ignored.test(name))
    .sort()
    .flatMap((name) => filesUnder(join(path, name)))
}

export function hashOf(inputs) {
  const hash = createHash('sha256')
  for (const path of inputs.flatMap(filesUnder)) {
    const content = readFileSync(join(root, path))
    hash.update(`${path}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

const stampOf = (name) => join(cache, 'stamps', name)

export function isStale({ name, inputs, outputs }) {
  const stamp = stampOf(name)
  if (!existsSync(stamp) || outputs.some((path) => !existsSync(join(root, path)))) return true
  return readFileSync(stamp, 'utf8') !== hashOf(inputs)
}

/** Removed before a build and written after it, so that an interrupted build counts as stale. */
export function forget({ name }) {
  rmSync(stampOf(name), { force: true })
}

export function remember({ name }, hash) {
  mkdirSync(join(cache, 'stamps'), { recursive: true })
  writeFileSync(stampOf(name), hash)
}
