import { AppError } from '@countersign/contract'
import { expect, test } from 'vitest'
import { plainFailure } from './plain-failure.ts'

const systemError = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: operation failed`), { code, syscall: 'open', ...(path && { path }) })
const sqliteError = (errcode: number) => Object.assign(new Error('sqlite'), { code: 'ERR_SQLITE_ERROR', errcode })

test.each([
  ['EROFS', 'read-only'],
  ['EACCES', 'no permission. Give it to that user'],
  ['EPERM', 'no permission. Give it to that user'],
  ['ENOSPC', 'the disk is full. Free some space'],
  ['EDQUOT', 'the disk quota'],
  ['ENOTDIR', 'a file in its place'],
  ['EEXIST', 'a file in its place'],
  ['EISDIR', 'is a directory'],
  ['EMFILE', 'ulimit -n'],
  ['EIO', 'Check the disk'],
])('explains %s of the data directory in one line, with the remedy', (code, words) => {
  const text = plainFailure(systemError(code, '/data/master.key'))
  expect(text).toMatch(/^\/data\/master\.key /)
  expect(text).toContain(words)
  expect(text).not.toContain('\n')
})

test.each([
  [8, 'read-only'],
  [1544, 'read-only'],
  [13, 'disk is full'],
  [14, 'belongs to the user'],
  [522, 'Check the disk'],
  [11, 'restore a backup'],
  [26, 'not an SQLite database'],
])('explains result %i of SQLite, also behind the error that a request would see', (errcode, words) => {
  expect(plainFailure(sqliteError(errcode))).toContain(words)
  const cause = sqliteError(errcode)
  expect(plainFailure(new AppError('database_unavailable', { seconds: 5 }, { cause }))).toContain(words)
})

test('leaves every other error to its stack', () => {
  const others = [
    new TypeError('bug'),
    systemError('ECONNREFUSED'),
    systemError('EACCES'),
    sqliteError(1),
    'text',
    null,
  ]
  for (const error of others) expect(plainFailure(error)).toBeNull()
})
