import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtCli } from '../support/built-cli.ts'
import { isReady, killAll, run as runCli, until } from '../support/process.ts'

/** What the real process refuses before any engine is asked: once is enough. */
const folder = mkdtempSync(join(tmpdir(), 'countersign-refusals-'))
const port = 4865
const base = `http://127.0.0.1:${port}`
let cli: string

beforeAll(async () => {
  cli = await builtCli()
})
afterAll(() => {
  killAll()
  rmSync(folder, { recursive: true, force: true })
})

const run = (args: string[]) => runCli(cli, args, { PORT: String(port), COUNTERSIGN_DATA_DIR: join(folder, 'data') })

test('what the HTTP parser refuses is answered and closed: huge headers, rubbish, requests without end (R120)', async () => {
  const server = run(['start'])
  await until(() => isReady(base))
  const speak = (text: string) =>
    new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text))
      let heard = ''
      socket.on('data', (chunk: Buffer) => {
        heard += chunk
      })
      socket.on('close', () => resolve(heard))
      socket.on('error', () => resolve(heard))
    })
  const [huge, rubbish, endless, greedy] = await Promise.all([
    speak(`GET /v1/client HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
    speak('rubbish\r\n\r\n'),
    speak('GET /v1/client HTTP/1.1\r\nHost: a\r\nX-Slow: '),
    speak('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(120)),
  ])
  expect(huge).toMatch(/^HTTP\/1\.1 431 /)
  expect(rubbish).toMatch(/^HTTP\/1\.1 400 /)
  expect(endless).toMatch(/^HTTP\/1\.1 408 /)
  expect(greedy?.match(/HTTP\/1\.1 200 /g)).toHaveLength(100)
  for (const heard of [huge, rubbish, endless]) expect(heard).toContain('X-Content-Type-Options: nosniff')
  server.child.kill('SIGTERM')
  await server.ended
})

test('wrong usage ends with 2, other errors with 1, and both speak on stderr only', async () => {
  const cases: [string[], number, RegExp][] = [
    [['nothing'], 2, /Unknown command/],
    [['instance', 'create', '--name', 'X'], 2, /--environment/],
    [['instance', 'create', '--name', 'X', '--environment', 'staging'], 2, /development or production/],
    [['instance', 'list', '--nonsense'], 2, /Unknown option --nonsense/],
    [['instance', 'list', 'word'], 2, /Unexpected word/],
    [['admin', 'link', '--name', 'a b'], 2, /--name must be a username/],
    [['user', 'import', 'x.json', '--from', 'nowhere'], 2, /--from must be one of clerk/],
    [['user', 'export', 'x.csv', '--format', 'csv', '--with-secrets'], 2, /needs --format json/],
    [['user', 'import', join(folder, 'none.json'), '--from', 'clerk'], 1, /cannot be read/],
    [['instance', 'show', 'nobody'], 1, /There is no instance nobody/],
    [['instance', 'apply', 'acme', join(folder, 'none.json')], 1, /cannot be read/],
    [
      ['instance', 'create', '--name', 'X', '--environment', 'development', '--slug', 'acme'],
      1,
      /another instance is called acme/,
    ],
  ]
  for (const [args, code, message] of cases) {
    const ended = await run(args).ended
    expect([args, ended.code, ended.stdout]).toEqual([args, code, ''])
    expect(ended.stderr).toMatch(message)
    expect(ended.stderr).not.toMatch(/\n\s+at /)
    expect(stripVTControlCharacters(ended.stderr)).toBe(ended.stderr)
  }
})

test('a data directory or an address that cannot be used ends with one line that names the remedy', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, 'text')
  const noDatabase = join(folder, 'no-database')
  mkdirSync(noDatabase)
  writeFileSync(join(noDatabase, 'countersign.db'), 'this is not a database. '.repeat(100))
  const at = (directory: string) => ({ COUNTERSIGN_DATA_DIR: directory })
  const cases: [string[], Record<string, string>, RegExp][] = [
    [['start'], at(join(file, 'below')), /there is a file in its place\. Set COUNTERSIGN_DATA_DIR to a directory\./],
    [['instance', 'list'], at(file), /there is a file in its place/],
    [['start'], at(noDatabase), /The database file is not an SQLite database\. Set COUNTERSIGN_DATA_DIR/],
    [['start'], { ...at(join(folder, 'fresh')), HOST: '192.0.2.1' }, /that is no address of this machine\. Set HOST/],
  ]
  const check = async ([args, environment, message]: (typeof cases)[number]) => {
    const ended = await runCli(cli, args, { PORT: String(port), ...environment }).ended
    expect(ended.stderr).toMatch(message)
    expect([ended.code, ended.stdout, ended.stderr.trimEnd().split('\n').length]).toEqual([1, '', 1])
  }
  await Promise.all(cases.map(check))
})
