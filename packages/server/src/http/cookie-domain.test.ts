import { expect, test } from 'vitest'
import { cookieDomain } from './cookie-domain.ts'

test.each([
  ['clerk.example.com', ['https://app.example.com'], 'example.com'],
  ['clerk.example.com', ['https://example.com'], 'example.com'],
  ['example.com', ['https://app.example.com'], 'example.com'],
  ['clerk.app.example.com', ['https://www.app.example.com'], 'app.example.com'],
  ['clerk.app.example.com', ['https://www.app.example.com', 'https://example.com'], 'example.com'],
  ['clerk.example.co.uk', ['https://app.example.co.uk'], 'example.co.uk'],
  ['clerk.example.co.uk', ['https://app.example.co.uk', 'https://other.co.uk'], 'example.co.uk'],
  ['clerk.abc.de', ['https://app.abc.de:8443'], 'abc.de'],
])('an API on %s with its apps on %j keeps what they read under %s', (host, origins, domain) => {
  expect(cookieDomain(host, origins, null)).toBe(domain)
})

test.each([
  ['clerk.example.com', []],
  ['clerk.example.com', ['https://clerk.example.com']],
  ['clerk.example.com', ['https://app.example.org']],
  ['clerk.example.com', ['https://clerk.example.com.evil.org']],
  ['clerk.example.com', ['https://notexample.com']],
  ['clerk.example.co.uk', ['https://app.other.co.uk']],
  ['fapi.localhost', ['http://localhost:3000', 'http://app.localhost']],
  ['10.0.0.7', ['http://10.1.0.7', 'http://9.0.0.7']],
  ['clerk.example.com', ['http://[::1]:3000', 'no url']],
  ['clerk.example.com', ['app://example.com', 'capacitor://app.example.com', 'com.example.shop://example.com']],
])('an API on %s beside %j keeps its cookies to its host (R87)', (host, origins) => {
  expect(cookieDomain(host, origins, null)).toBeNull()
})

test('a page on another site, behind a proxy of its own, gets cookies that its browser takes', () => {
  const origins = ['https://app.example.com', 'https://app.example.org']
  expect(cookieDomain('clerk.example.com', origins, 'https://app.example.com')).toBe('example.com')
  expect(cookieDomain('clerk.example.com', origins, 'https://app.example.org')).toBeNull()
})
