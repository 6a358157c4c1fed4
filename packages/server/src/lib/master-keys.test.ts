import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readOrCreateMasterKey } from './master-key-file.ts'
import { parseMasterKeys } from './master-keys.ts'
import { systemRandom } from './random.ts'
import { StartupError } from './startup-error.ts'

const one = Buffer.alloc(32, 1)
const two = Buffer.alloc(32, 2)
const spell = (...keys: Buffer[]) => keys.map((key) => key.toString('base64')).join(', ')

test('master keys are read newest first, spaces and both base64 alphabets allowed', () => {
  expect(parseMasterKeys(spell(two, one))).toEqual([two, one])
  const awkward = Buffer.alloc(32, 0xff)
  expect(parseMasterKeys(awkward.toString('base64url'))).toEqual([awkward])
})

test.each([
  ['', /is empty/],
  [`${spell(one)},`, /Master key 2 of 2 is empty/],
  ['not a key!', /is not base64/],
  [Buffer.alloc(16, 1).toString('base64'), /has 16 bytes; it needs 32/],
  [spell(one, one), /listed twice/],
])('a master key that cannot be used is refused in words that do not quote it: %#', (text, words) => {
  expect(() => parseMasterKeys(text)).toThrow(StartupError)
  expect(() => parseMasterKeys(text)).toThrow(words)
  for (const part of text.split(',').filter((part) => part.length > 5)) {
    expect(() => parseMasterKeys(text)).not.toThrow(part)
  }
})

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-key-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

test('the first start makes a master key that only this user can read, and later starts read it', () => {
  const text = readOrCreateMasterKey(directory, systemRandom, true)
  expect(parseMasterKeys(text)).toHaveLength(1)
  expect(readOrCreateMasterKey(directory, systemRandom, true)).toBe(text)
  expect(readdirSync(directory)).toEqual(['master.key'])
  expect(statSync(join(directory, 'master.key')).mode & 0o777).toBe(0o600)
})

test('a missing master key is not replaced once there is something sealed with it (R114)', () => {
  expect(() => readOrCreateMasterKey(directory, systemRandom, false)).toThrow(/is missing/)
  expect(readdirSync(directory)).toEqual([])
})

test('a master key that other users of the machine can read is refused', () => {
  writeFileSync(join(directory, 'master.key'), spell(one))
  chmodSync(join(directory, 'master.key'), 0o644)
  expect(() => readOrCreateMasterKey(directory, systemRandom, true)).toThrow(/chmod 600/)
})
