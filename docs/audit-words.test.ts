import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { eventNames } from '../apps/dashboard/src/words/event-names.ts'

const root = fileURLToPath(new URL('../packages/server/src/', import.meta.url))
const writesDown = /import \{[^}]*\b(?:record|recordMany)\b[^}]*\} from '[^']*\/audit\.ts'/
/** Looks like an event, and is the name of a field. */
const noEvents = new Set(['actor.sub'])

/** From the text of whatever writes entries: an event is a string there, with one dot in it. */
function writtenEvents(): string[] {
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => readFileSync(`${root}${path}`, 'utf8'))
    .filter((text) => writesDown.test(text))
  const events = sources.flatMap((text) =>
    [...text.matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map(([, event]) => String(event)),
  )
  return [...new Set(events)].filter((event) => !noEvents.has(event)).sort()
}

test('whatever the server writes into the audit log has plain words in the dashboard, each its own, and nothing else has (R145)', () => {
  const whereToMend = 'see apps/dashboard/src/words/event-names.ts'
  expect(writtenEvents(), whereToMend).toEqual(Object.keys(eventNames).sort())
  expect(new Set(Object.values(eventNames)).size).toBe(Object.keys(eventNames).length)
})
