import { expect, test } from 'vitest'
import { redirectTarget } from './redirect-target.ts'

const rules = {
  origin: 'https://accounts.acme.example',
  allowedOrigins: ['https://app.acme.example', 'http://localhost:3000'],
  fallback: '/i/acme/user',
}
const home = 'https://accounts.acme.example/i/acme/user'

test.each([
  ['/user/security?tab=1', 'https://accounts.acme.example/user/security?tab=1'],
  ['https://accounts.acme.example/x', 'https://accounts.acme.example/x'],
  ['https://app.acme.example/deep?a=b#c', 'https://app.acme.example/deep?a=b#c'],
  ['http://localhost:3000', 'http://localhost:3000/'],
])('after sign-in %j is honoured', (asked, target) => {
  expect(redirectTarget(asked, rules)).toBe(target)
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
  'https://[',
])('after sign-in %j is not followed (R124)', (asked) => {
  expect([home, 'https://accounts.acme.example/evil.example']).toContain(redirectTarget(asked, rules))
  expect(new URL(redirectTarget(asked, rules)).origin).toBe(rules.origin)
})
