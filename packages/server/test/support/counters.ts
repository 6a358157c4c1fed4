import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defaultSettings } from '@countersign/contract/settings'
import { limitsFor } from '../../src/limits/limits.ts'

const sources = fileURLToPath(new URL('../../src/', import.meta.url))
/** What counts in the database: whoever limits anything calls one of these. */
const counting = /(?<!function )\b(takeOne|takeEach|takeAmount|chargeFailure|chargeTry|chargeSecondTry)\(/g

/** Every limit of the server by name, read from its sources, so that a new one is missed by whatever test lists them. */
export function limitsOfTheServer(): string[] {
  const byAddress = Object.entries(limitsFor(defaultSettings)).flatMap(([name, { windows }]) =>
    windows.map(({ count, seconds }) => `${name}: ${count} in ${seconds} s`),
  )
  const bySend = [...read('messages/send-limits.ts').matchAll(/\blength: (.+?), most: (\d+)/g)].map(
    ([, length, most]) => `send-limits: ${most} in ${length}`,
  )
  const others = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.endsWith('send-limits.ts'))
    .flatMap((path) => [...read(path).matchAll(counting)].map(([, name]) => `${path}: ${name}`))
  return [...byAddress, ...bySend, ...others].sort()
}

function read(path: string): string {
  return readFileSync(`${sources}${path}`, 'utf8')
}
