import { expect, test } from 'vitest'
import { readRedirect } from './redirect-target.ts'

const rules = {
  origin: 'https://accounts.acme.example',
  allowedOrigins: ['https://app.acme.example', 'http://localhost:3000'],
  isDevelopment: false,
  fallback: '/i/acme/user',
}
const home = 'https://accounts.acme.example/i/acme/user'

test.each([
  ['/user/security?tab=1', 'https://accounts.acme.example/user/security?tab=1'],
  ['https://accounts.acme.example/x', 'https://accounts.acme.example/x'],
  ['https://app.acme.example/deep?a=b#c', 'https://app.acme.example/deep?a=b#c'],
  ['http://localhost:3000', 'http://localhost:3000/'],
])('after sign-in %j is honoured', (asked, target) => {
  expect(readRedirect(asked, rules)).toEqual({ target, refused: null })
})

test.each([
  null,
  '',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  'https:evil.example',
  'https://evil.example',
  'https://app.acme.example.evil.example',
  'https://evil.example/https://app.acme.example',
  'https://app.acme.example@evil.example',
  'https://user:secret@app.acme.example',
  'http://app.acme.example',
  'https://app.acme.example:8443',
  'http://localhost:3001',
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'data:text/html,x',
  'blob:https://accounts.acme.example/1',
  'file:///etc/passwd',
  'ftp://app.acme.example',
  'capacitor://localhost/after',
  'app://bundle',
  'https://[',
])('after sign-in %j is not followed (R124)', (asked) => {
  const allowedOrigins = ['https://app.acme.example', 'capacitor://localhost', 'app://bundle']
  for (const isDevelopment of [false, true]) {
    const { target } = readRedirect(asked, { ...rules, isDevelopment, allowedOrigins })
    // On the developer's own machine any program may be the app.
    if (asked === 'http://localhost:3001' && isDevelopment) continue
    expect([home, 'https://accounts.acme.example/evil.example']).toContain(target)
    expect(new URL(target).origin).toBe(rules.origin)
  }
})

test.each([
  'http://localhost:3000/after',
  'http://127.0.0.1:5173/',
  'http://[::1]:8080/',
  'http://app.localhost:3000/',
  'https://localhost/',
])('a development instance sends the browser back to %j', (asked) => {
  const development = { ...rules, allowedOrigins: [] }
  expect(readRedirect(asked, { ...development, isDevelopment: true })).toEqual({ target: asked, refused: null })
  expect(readRedirect(asked, development)).toEqual({ target: home, refused: new URL(asked).origin })
})

test.each([
  ['http://localhost.evil.example/', 'http://localhost.evil.example'],
  ['http://evil.example/?localhost', 'http://evil.example'],
  ['http://user@localhost:3000/', 'http://localhost:3000'],
  ['javascript:alert(1)', 'javascript:alert(1)'],
  [`https://${'x'.repeat(200)}.example/`, `https://${'x'.repeat(72)}`],
])('names the refused target %j as %j', (asked, refused) => {
  expect(readRedirect(asked, { ...rules, isDevelopment: true })).toEqual({ target: home, refused })
})
