import { AppError } from '@countersign/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bodyLimit, parseBody, parseForm, parseQuery } from './body.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const json = (text: string) => parseBody('application/json', bytes(text))

function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return `${error.status} ${error.code}`
    throw error
  }
  return 'accepted'
}

const malformed = '400 request_malformed'

test('a form and a JSON body with the same fields are read alike', () => {
  const expected = { identifier: 'ada@example.com', note: 'ä & b=c', empty: '' }
  expect(
    parseBody('application/x-www-form-urlencoded', bytes('identifier=ada%40example.com&note=%C3%A4+%26+b%3Dc&empty=')),
  ).toEqual(expected)
  expect(json(JSON.stringify(expected))).toEqual(expected)
  expect(parseBody('application/json; charset=utf-8', bytes('{}'))).toEqual({})
  expect(parseBody(undefined, bytes(''))).toEqual({})
})

test.each([
  ['broken JSON', '{"a":'],
  ['a list', '[]'],
  ['a string', '"a"'],
  ['null', 'null'],
  ['a number', '1'],
  ['an equal key twice', '{"a":1,"a":2}'],
  ['an equal key twice, deeper', '{"a":{"b":1,"c":[],"b":2}}'],
  ['an equal key spelt with an escape', '{"a":1,"\\u0061":2}'],
  ['an equal key after much white space', `{"a":1,"a"${' '.repeat(200)}:2}`],
  ['__proto__', '{"__proto__":{"isAdmin":true}}'],
  ['__proto__, deeper', '{"a":[{"__proto__":1}]}'],
  ['constructor', '{"constructor":1}'],
  ['prototype', '{"prototype":1}'],
  ['NUL in a value', '{"a":"x\\u0000"}'],
  ['NUL in a key', '{"a\\u0000":1}'],
  ['a lone surrogate', '{"a":"\\ud800"}'],
  ['a lone surrogate in a key', '{"\\udfff":1}'],
  ['eleven levels', `${'{"a":'.repeat(11)}1${'}'.repeat(11)}`],
  ['eleven levels of lists', `{"a":${'['.repeat(10)}${']'.repeat(10)}}`],
])('a JSON body with %s is refused (R119)', (_, text) => {
  expect(refusal(() => json(text))).toBe(malformed)
})

test('ten levels, and text that only looks like structure, are read (R119)', () => {
  const deep = `${'{"a":'.repeat(10)}1${'}'.repeat(10)}`
  expect(refusal(() => json(deep))).toBe('accepted')
  expect(json('{"a":"{\\"b\\":1,\\"b\\":2}","b":"\\\\"}')).toEqual({ a: '{"b":1,"b":2}', b: '\\' })
  expect(json('{"a":{"x":1},"b":{"x":2},"c":["x","x"]}')).toEqual({ a: { x: 1 }, b: { x: 2 }, c: ['x', 'x'] })
})

test.each([
  ['a field twice', 'code=1&code=2'],
  ['a field twice, spelt differently', 'code=1&c%6Fde=2'],
  ['a broken percent-encoding', 'a=%zz'],
  ['a cut percent-encoding', 'a=%4'],
  ['an encoding that is not UTF-8', 'a=%ff'],
  ['an encoded surrogate', 'a=%ED%A0%80'],
  ['an overlong encoding', 'a=%C0%AF'],
  ['NUL', 'a=%00'],
  ['__proto__', '__proto__=1'],
  ['constructor', 'constructor=1'],
])('a form with %s is refused (R119)', (_, text) => {
  expect(refusal(() => parseForm(text))).toBe(malformed)
})

test('bytes that are not UTF-8 are refused in both forms (R119)', () => {
  for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
    expect(refusal(() => parseBody(type, Uint8Array.from([0x7b, 0xff, 0x7d])))).toBe(malformed)
  }
})

test('other kinds of body are refused, an empty one of any kind is no body', () => {
  for (const type of [
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/json; charset=utf-16',
    undefined,
  ]) {
    expect(refusal(() => parseBody(type, bytes('{}')))).toBe('415 content_type_unsupported')
    expect(parseBody(type === 'application/json; charset=utf-16' ? undefined : type, bytes(''))).toEqual({})
  }
})

test('a body of 64 KiB is read, one byte more is not (R120)', () => {
  const fill = (length: number) => `{"a":"${'x'.repeat(length - 8)}"}`
  expect(refusal(() => json(fill(bodyLimit)))).toBe('accepted')
  expect(refusal(() => json(fill(bodyLimit + 1)))).toBe('413 body_too_large')
})

test('a query may repeat a key to make a list', () => {
  expect(parseQuery('a=1&b=2&a=3&a=4')).toEqual({ a: ['1', '3', '4'], b: '2' })
  expect(refusal(() => parseQuery('__proto__=1'))).toBe(malformed)
})

test('whatever the bytes are, a body is read or refused as the caller’s fault, and never reaches a prototype (R119, R127)', () => {
  const types = fc.constantFrom(
    'application/json',
    'application/x-www-form-urlencoded',
    'text/plain',
    '',
    ';',
    'application/json;charset=',
  )
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json({ maxDepth: 14 }).map(bytes),
    fc.string({ unit: 'binary', maxLength: 200 }).map(bytes),
    fc
      .array(
        fc.constantFrom(
          '{',
          '}',
          '[',
          ']',
          '"',
          '\\',
          ':',
          ',',
          'a',
          '__proto__',
          ' ',
          '\\u0000',
          '%',
          '&',
          '=',
          '%00',
        ),
        { maxLength: 60 },
      )
      .map((parts) => bytes(parts.join(''))),
  )
  fc.assert(
    fc.property(types, bodies, (type, body) => {
      const outcome = refusal(() => {
        const fields = parseBody(type, body)
        expect(Object.getPrototypeOf(fields)).toBe(Object.prototype)
      })
      expect(outcome).toMatch(/^(accepted|400 request_malformed|413 body_too_large|415 content_type_unsupported)$/)
    }),
    { numRuns: 3000 },
  )
  expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined()
})

test('what a form encodes is what is read', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'))
  fc.assert(
    fc.property(fc.dictionary(text, text), (fields) => {
      const plain = Object.fromEntries(
        Object.entries(fields).filter(([key]) => !['__proto__', 'constructor', 'prototype'].includes(key)),
      )
      expect(parseForm(new URLSearchParams(plain).toString())).toEqual(plain)
    }),
  )
})
