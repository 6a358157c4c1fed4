import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { createStaticFiles } from './static-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'countersign-static-'))
const root = join(folder, 'public')
mkdirSync(join(root, 'assets'), { recursive: true })
mkdirSync(join(root, '.vite'))
const script = 'console.log("hello")\n'.repeat(100)
writeFileSync(join(root, 'assets/index-BqX3f9Zk.js'), script)
writeFileSync(join(root, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
writeFileSync(join(root, 'index.html'), '<!doctype html>')
writeFileSync(join(root, '.vite/manifest.json'), '{}')
writeFileSync(join(folder, 'secret.txt'), 'secret')
afterAll(() => rmSync(folder, { recursive: true }))

const files = createStaticFiles(root)
const look = { kind: 'asset', secure: true } as const
const get = (path: string, headers: Record<string, string> = {}) =>
  files.answer(path, new Request('http://localhost/', { headers }), look)

test('a file whose name changes with its content is kept for ever, any other is asked for again', async () => {
  const hashed = await get('assets/index-BqX3f9Zk.js')
  expect(hashed?.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(hashed?.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(await hashed?.text()).toBe(script)
  const plain = await get('icon.svg')
  expect(plain?.headers.get('cache-control')).toBe('no-cache')
  const again = await get('icon.svg', { 'if-none-match': plain?.headers.get('etag') ?? '' })
  expect([again?.status, await again?.text()]).toEqual([304, ''])
})

test('text is sent compressed to those who can read it', async () => {
  const answer = await get('assets/index-BqX3f9Zk.js', { 'accept-encoding': 'br, gzip' })
  expect([answer?.headers.get('content-encoding'), answer?.headers.get('vary')]).toEqual(['gzip', 'Accept-Encoding'])
  expect(gunzipSync(Buffer.from((await answer?.arrayBuffer()) ?? new ArrayBuffer())).toString()).toBe(script)
})

test('files carry the security headers (R126)', async () => {
  const answer = await get('icon.svg')
  expect(answer?.headers.get('x-content-type-options')).toBe('nosniff')
  expect(answer?.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(answer?.headers.get('strict-transport-security')).toContain('max-age=31536000')
})

test.each([
  '../secret.txt',
  'assets/../../secret.txt',
  '..\\secret.txt',
  '/etc/passwd',
  'assets',
  '',
  '.',
  '.vite/manifest.json',
  'index.html',
  'assets/index-BqX3f9Zk.js\0.svg',
  'nothing.js',
])('%j leads to no file', async (path) => {
  expect(await get(path)).toBeNull()
})

test('a folder that does not exist yet has no files, and is looked at again later', async () => {
  const late = createStaticFiles(join(folder, 'late'))
  const ask = () => late.answer('a.txt', new Request('http://localhost/'), look)
  expect(await ask()).toBeNull()
  mkdirSync(join(folder, 'late'))
  writeFileSync(join(folder, 'late/a.txt'), 'a')
  expect((await ask())?.status).toBe(200)
})
