import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { everyKind, type Presented } from './kinds.ts'
import { plainVerifiers, readmeVerifier, taughtVerifiers } from './verifiers.ts'

let app: TestApp
let instance: CreatedInstance
let presented: Presented[]

const guide = readFileSync(new URL('../../../../docs/guides/verifying-tokens.md', import.meta.url), 'utf8')

beforeAll(async () => {
  app = await startTestApp()
  const templates = { jwt_templates: [{ name: 'billing', claims: { plan: 'gold' }, lifetime_seconds: 60 }] }
  instance = await app.create({ slug: 'acme' }, { ...mfaOn, ...templates })
  const other = await app.create({ slug: 'live', environment: 'production', host: 'auth.example.com' }, mfaOn)
  presented = await everyKind(app, instance, other)
  // Verifiers outside of the server have its time and reach it without a port.
  vi.useFakeTimers({ now: app.clock.now(), toFake: ['Date'] })
  vi.stubGlobal('fetch', (input: string | URL | Request, init?: RequestInit) =>
    Promise.resolve(app.app.request(String(input), init)),
  )
})
afterAll(async () => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  await app.close()
})

const tokenOf = (wanted: string) => presented.find(({ kind }) => kind === wanted)?.value ?? ''

test('presents one token or cookie of each kind', () => {
  for (const { kind, value } of presented) expect([kind, value.length > 20]).toEqual([kind, true])
})

test('mints no token for a pending session that a plain RS256 check accepts (R57)', async () => {
  for (const [name, accepts] of Object.entries(await plainVerifiers(app, instance))) {
    const outcomes = []
    for (const kind of ['active session', 'pending session', 'recovery session'])
      outcomes.push(await accepts(tokenOf(kind)))
    expect([name, ...outcomes]).toEqual([name, true, false, false])
  }
})

/** The table of the guide: rows are kinds, columns are verifiers. */
function taught(): { columns: string[]; rows: [kind: string, ...cells: string[]][] } {
  const lines = guide.split('\n').filter((line) => line.startsWith('|'))
  const cellsOf = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
  const at = lines.findIndex((line) => line.startsWith('| presented'))
  const end = lines.findIndex((line, index) => index > at + 1 && !/\| (?:accepts|refuses) \|/.test(line))
  const rows = lines.slice(at + 2, end < 0 ? undefined : end).map((line) => cellsOf(line) as [string, ...string[]])
  return { columns: cellsOf(lines[at] ?? '').slice(1), rows }
}

test('accepts and refuses each kind of token as the guide says (R90)', async () => {
  const { columns, rows } = taught()
  const verifiers = await taughtVerifiers(app, instance)
  expect(rows.map(([kind]) => kind).sort()).toEqual(presented.map(({ kind }) => kind).sort())
  for (const [index, column] of columns.entries()) {
    // The column of Clerk's SDK is proven in conformance/pending.spec.ts, where the SDK is installed.
    if (column === '@clerk/backend') continue
    const accepts = verifiers[column]
    if (!accepts) throw new Error(`no verifier for the column ${column}`)
    for (const [kind, ...cells] of rows) {
      const outcome = (await accepts(tokenOf(kind))) ? 'accepts' : 'refuses'
      expect([column, kind, outcome]).toEqual([column, kind, cells[index]])
    }
  }
})

test('accepts active sessions and nothing else by the lines of the README (R57, R90)', async () => {
  const accepts = readmeVerifier(instance)
  const accepted: string[] = []
  for (const { kind, value } of presented) if (await accepts(value)) accepted.push(kind)
  expect(accepted).toEqual(['active session', 'impersonated session'])
})

test.each([
  'examples/verifying-tokens/jose.mjs',
  'examples/verifying-tokens/countersign.mjs',
  'examples/verifying-tokens/express.mjs',
  'conformance/support/clerk-tokens.mjs',
])('shows %s in the guide as it runs', (path) => {
  const snippet = readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')
  expect(guide).toContain(`\`\`\`js\n${snippet}\`\`\``)
})
