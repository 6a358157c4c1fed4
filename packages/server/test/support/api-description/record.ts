import { appendFileSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../../../.cache/traffic/', import.meta.url))
const seen = new Set<string>()
mkdirSync(folder, { recursive: true })

/** Every worker writes a file of its own; `scripts/traffic.mjs` reads them all when the tests have run. */
export function noteSuccess(operation: string): void {
  if (seen.has(operation)) return
  seen.add(operation)
  appendFileSync(`${folder}answered.${process.pid}`, `${operation}\n`)
}

/** A test that catches the error must not hide it. */
export function noteFault(fault: string): void {
  appendFileSync(`${folder}faults.${process.pid}`, `${fault}\n`)
}
