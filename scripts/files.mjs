// What we wrote ourselves: everything below the folders of the repository that is not installed, built or left behind by a run.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run.mjs'

export const folders = ['packages', 'apps', 'examples', 'e2e', 'docs', 'scripts', 'bench', 'conformance', 'attack']
const ignored = /^(node_modules|dist|public|data|coverage|test-results|playwright-report|\.cache|\.next)$/

/** Paths from the root, in one order on every machine; a folder that is not there has no files. */
export function filesBelow(folder) {
  let entries = []
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true })
  } catch {
    return []
  }
  return entries
    .filter(({ name }) => !ignored.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? filesBelow(path) : [path]
    })
}
