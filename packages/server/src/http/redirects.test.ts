import fc from 'fast-check'
import { expect, test } from 'vitest'
import { safeRedirect } from './redirects.ts'

const base = 'https://auth.example.com'
const allowed = ['https://app.example.com', 'http://localhost:3000', 'capacitor://localhost', 'app://bundle']

test.each([
  ['/user', 'https://auth.example.com/user'],
  ['/user?tab=1#security', 'https://auth.example.com/user?tab=1#security'],
  ['?a=b', 'https://auth.example.com/?a=b'],
  ['https://app.example.com/after?next=%2Fhome', 'https://app.example.com/after?next=%2Fhome'],
  ['http://localhost:3000', 'http://localhost:3000/'],
  ['https://auth.example.com/x', 'https://auth.example.com/x'],
  ['HTTPS://APP.example.com/', 'https://app.example.com/'],
])('%s is followed (R124)', (target, expected) => {
  expect(safeRedirect(target, allowed, base)).toBe(expected)
})

test.each([
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  ' //evil.example',
  '/ /evil.example',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
  'ftp://app.example.com',
  'capacitor://localhost',
  'capacitor://localhost/after',
  'app://bundle/',
  'https:evil.example',
  'https:/evil.example',
  'https:///evil.example',
  'https:\\\\evil.example',
  'https://evil.example',
  'https://app.example.com.evil.example',
  'https://app.example.com@evil.example',
  'https://app.example.com:443@evil.example',
  'https://user:pass@app.example.com',
  'https://app.example.com:8443',
  'http://app.example.com',
  'http://localhost:3001',
  'https://evil.example#https://app.example.com',
  'https://evil.example?https://app.example.com',
  'https://app.example.com%2eevil.example',
  '/%2f/evil.example',
  '/%2Fevil.example',
  '/%5cevil.example',
  '/%252fevil.example',
  '/%0d%0aLocation:x',
  '/%09/evil.example',
  '//%65vil.example',
  'evil.example',
  'blob:https://app.example.com/x',
  'https://аpp.example.com',
  '/\u202eevil',
  '/\u00a0/x',
  '\u0000/x',
  '',
  `/${'x'.repeat(3000)}`,
])('%j is not followed (R124)', (target) => {
  expect(safeRedirect(target, allowed, base)).toBeNull()
})

test('whatever is asked for, the browser stays on an allowed origin (R124)', () => {
  const pieces = fc.array(
    fc.constantFrom(
      '/',
      '\\',
      '@',
      ':',
      '?',
      '#',
      '%2f',
      '%5c',
      '.',
      'https',
      'http',
      'evil.example',
      'app.example.com',
      ' ',
      '\t',
      'a',
      'javascript:',
    ),
    { maxLength: 12 },
  )
  const targets = fc.oneof(
    pieces.map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
  )
  fc.assert(
    fc.property(targets, (target) => {
      const answer = safeRedirect(target, allowed, base)
      if (answer === null) return
      const { origin, username } = new URL(answer)
      expect([...allowed, base]).toContain(origin)
      expect(username).toBe('')
      // Reading the answer once more, as the browser will, leads to the same place.
      expect(new URL(answer, 'https://elsewhere.example').href).toBe(answer)
    }),
    { numRuns: 3000 },
  )
})
