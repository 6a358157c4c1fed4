import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../src/', import.meta.url))

interface SourceFile {
  /** Below `src/`. */
  path: string
  code: string
  /** Files of `src/` that it imports, below `src/`. */
  imports: string[]
}

const files: SourceFile[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
    const imports = [...code.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map((match) =>
      relative(root, resolve(root, dirname(path), match[1] ?? '')),
    )
    return { path, code, imports }
  })

/** From the outside in; a folder imports only what stands on its own line or further down. */
const layers = [
  ['main.ts', 'server.ts', 'start-text.ts', 'start-warnings.ts', 'cli.ts', 'cli', 'index.ts', 'open-context.ts'],
  ['app.ts'],
  ['frontend-api', 'backend-api', 'dashboard-api', 'receipts-api'],
  ['flows'],
  ['factors'],
  [
    'administrators',
    'changes',
    'recoveries',
    'sessions',
    'users',
    'policy',
    'messages',
    'limits',
    'instances',
    'audit',
    'http',
    'webhooks',
    'keys',
  ],
  ['context.ts', 'config.ts', 'config-table.ts', 'config-values.ts', 'logger.ts', 'db'],
  ['transports'],
  ['lib'],
]

const room = (path: string) => path.split('/')[0] ?? path
const layerOf = (path: string) => layers.findIndex((names) => names.includes(room(path)))

describe('who may import whom', () => {
  test('the imports are read, or nothing below would notice a thing', () => {
    expect(files.flatMap((file) => file.imports).length).toBeGreaterThan(files.length * 2)
    expect(files.find((file) => file.path === 'sessions/open.ts')?.imports).toContain('sessions/sessions.store.ts')
  })

  test('every file stands in a layer', () => {
    expect(files.filter((file) => layerOf(file.path) < 0).map((file) => file.path)).toEqual([])
  })

  test('a layer imports only layers further in, types of a request and of the process apart', () => {
    const isShape = (path: string) =>
      ['http/scope.ts', 'http/route.ts', 'context.ts', 'instances/instance.ts', 'config.ts'].includes(path)
    const outward = files.flatMap((file) =>
      file.imports
        .filter((target) => layerOf(target) >= 0 && layerOf(target) < layerOf(file.path) && !isShape(target))
        .map((target) => `${file.path} → ${target}`),
    )
    expect(outward).toEqual([])
  })

  test.each(['factors', 'flows'])('the folders of %s never import each other', (folder) => {
    const inner = (path: string) => (room(path) === folder ? path.split('/')[1] : undefined)
    const crossing = files.flatMap((file) =>
      file.imports
        .filter(
          (target) =>
            inner(file.path)?.includes('.') === false &&
            inner(target)?.includes('.') === false &&
            inner(file.path) !== inner(target),
        )
        .map((target) => `${file.path} → ${target}`),
    )
    // An enrolment makes the first backup codes: the flow calls both factors, neither factor calls the other.
    expect(crossing).toEqual([])
  })
})

describe('who may do what', () => {
  const breaking = (pattern: RegExp, allowed: (path: string) => boolean) =>
    files.filter((file) => pattern.test(file.code) && !allowed(file.path)).map((file) => file.path)

  test('only stores and db/ write SQL', () => {
    const isStore = (path: string) => path.endsWith('.store.ts') || path.startsWith('db/')
    expect(breaking(/\.(?:selectFrom|insertInto|updateTable|deleteFrom)\(/, isStore)).toEqual([])
  })

  test('only lib/clock.ts reads the wall clock (R10)', () => {
    expect(breaking(/Date\.now\(|new Date\(\)/, (path) => path === 'lib/clock.ts')).toEqual([])
  })

  test('only lib/random.ts makes randomness, and nothing uses Math.random (R117)', () => {
    const isSource = (path: string) => path === 'lib/random.ts'
    expect(breaking(/\brandomBytes\(|\brandomInt\(|\brandomUUID\(|getRandomValues|Math\.random/, isSource)).toEqual([])
  })

  test('SHA-1 and MD5 are used for nothing but authenticator codes, Twilio’s signatures and the protocol’s cookie names (R117)', () => {
    // The provider signs its receipts with HMAC-SHA-1 and offers nothing else; the weakness of SHA-1 does not reach HMAC.
    // Hashes that came from elsewhere may be PBKDF2 over HMAC-SHA-1; it makes none, and the first sign-in replaces them.
    const isForeign = (path: string) => path.startsWith('lib/foreign-hash/')
    const isNeeded = (path: string) =>
      isForeign(path) ||
      ['factors/totp/totp.code.ts', 'http/cookies.ts', 'transports/twilio-callback.ts'].includes(path)
    expect(breaking(/['"](?:sha1|md5)['"]/i, isNeeded)).toEqual([])
  })

  test('only the configuration reads the environment', () => {
    expect(breaking(/process\.env/, (path) => path === 'config.ts')).toEqual([])
  })

  test('sessions are inserted by one function, which finished flows alone call (R52)', () => {
    const callers = (name: string) =>
      files
        .filter((file) => new RegExp(`\\b${name}\\(`).test(file.code))
        .map((file) => file.path)
        .sort()
    expect(callers('insertSession')).toEqual(['sessions/open.ts', 'sessions/sessions.store.ts'])
    expect(callers('openSession')).toEqual([
      'flows/administration/open-session.ts',
      'flows/sign-in/sign-in.finish.ts',
      'flows/sign-up/sign-up.finish.ts',
      'sessions/open.ts',
    ])
    expect(callers('sealFinished')).toEqual([
      'flows/administration/open-session.ts',
      'flows/sign-in/sign-in.finish.ts',
      'flows/sign-up/sign-up.finish.ts',
      'sessions/finished.ts',
    ])
    expect(files.filter((file) => /insertInto\('sessions'\)/.test(file.code)).map((file) => file.path)).toEqual([
      'sessions/sessions.store.ts',
    ])
  })

  test('no file hides behind a name that says nothing', () => {
    expect(
      files.filter((file) => /\b(?:utils?|helpers?|manager|service|common)\b/.test(file.path)).map((file) => file.path),
    ).toEqual([])
  })
})
