// What the sign-in page loads before it can be used, gzipped: its HTML, its script with static imports, their styles.
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'

const limit = 110_000
const dist = new URL('./dist/', import.meta.url)
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'))

const files = new Set(['index.html'])
function collect(key) {
  const chunk = manifest[key]
  if (files.has(chunk.file)) return
  files.add(chunk.file)
  for (const style of chunk.css ?? []) files.add(style)
  for (const next of chunk.imports ?? []) collect(next)
}
collect('index.html')

let total = 0
for (const file of files) {
  const size = gzipSync(await readFile(new URL(file, dist)), { level: 9 }).length
  total += size
  console.log(String(size).padStart(7), file)
}
console.log(String(total).padStart(7), `in all; the limit is ${limit}`)
if (total > limit) process.exit(1)
