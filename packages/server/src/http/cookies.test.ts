import { defaultSettings } from '@countersign/contract/settings'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CookiePlace, clientTokens, cookieSuffix, readCookies, writeCookies } from './cookies.ts'
import { trustToken } from './trust-cookie.ts'

const key = 'pk_live_Y2xlcmsuZXhhbXBsZS5jb20k'
const token = 'A'.repeat(43)
const other = 'B'.repeat(43)
const place = (changes: Partial<CookiePlace> = {}): CookiePlace => ({
  instance: { slug: 'acme', publishableKey: key, environment: 'production', settings: defaultSettings },
  addressedBy: 'host',
  secure: true,
  url: 'https://clerk.example.com',
  origin: null,
  sentCookies: undefined,
  ...changes,
})

test('the client cookie is hidden from scripts, host-only, same-site and lives a year at most (R87)', () => {
  const [line, ...more] = writeCookies({ clientToken: token }, place())
  expect(more).toEqual([])
  expect(line).toBe(`__client=${token}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly; Secure`)
  expect(line).not.toMatch(/domain/i)
  expect(31_536_000).toBeLessThanOrEqual(400 * 86_400)
})

test('over plain http the cookie is not marked Secure, because the browser would drop it (R87)', () => {
  expect(writeCookies({ clientToken: token }, place({ secure: false }))[0]).not.toContain('Secure')
})

test('behind a path prefix the plain cookie stays below it and a suffixed one tells instances apart (R87)', () => {
  const lines = writeCookies({ clientToken: token }, place({ addressedBy: 'prefix' }))
  expect(lines.map((line) => line.split('; ').slice(0, 2).join('; '))).toEqual([
    `__client=${token}; Path=/i/acme`,
    `__client_${cookieSuffix(key)}=${token}; Path=/`,
  ])
  expect(lines.every((line) => line.includes('HttpOnly'))).toBe(true)
})

test('forgetting the client empties and expires its cookies', () => {
  for (const line of writeCookies({ clientToken: null }, place({ addressedBy: 'prefix' })))
    expect(line).toMatch(/^__client\w*=; .*Max-Age=0;/)
})

test('nothing is written when nothing changed', () => {
  expect(writeCookies({}, place())).toEqual([])
})

test('the time of the last sign-in is readable, and written by production instances only', () => {
  const lines = writeCookies({ uat: 1_700_000_000 }, place())
  expect(lines.map((line) => line.split(';')[0])).toEqual([
    '__client_uat=1700000000',
    `__client_uat_${cookieSuffix(key)}=1700000000`,
  ])
  expect(lines.some((line) => line.includes('HttpOnly'))).toBe(false)
  const development = place({ instance: { ...place().instance, environment: 'development' } })
  expect(writeCookies({ uat: 1_700_000_000 }, development)).toEqual([])
})

test('the time of the last sign-in is written under the domain that the app shares, the token never (R87)', () => {
  const settings = { ...defaultSettings, allowed_origins: ['https://app.example.com'] }
  const beside = place({ instance: { ...place().instance, settings } })
  const [client, ...times] = writeCookies({ clientToken: token, uat: 1_700_000_000 }, beside)
  expect(client).not.toContain('Domain')
  const rest = '=1700000000; Path=/; Domain=example.com; Max-Age=31536000; SameSite=Lax; Secure'
  expect(times).toEqual([`__client_uat${rest}`, `__client_uat_${cookieSuffix(key)}${rest}`])
})

test('the cookie of a trusted browser is bound to its host where the server is secure, and looked at for its user alone (R96)', () => {
  const trust = { userId: 'user_alice', value: token, age: 60 }
  const [line = ''] = writeCookies({ trust }, place())
  expect(line).toMatch(/^__Host-trusted_[\w-]{10}=A{43}; Path=\/; Max-Age=60; SameSite=Lax; HttpOnly; Secure$/)
  const [sent] = line.split(';')
  const [plain = ''] = writeCookies({ trust }, place({ secure: false }))
  expect(plain).toMatch(/^trusted_[\w-]{10}=A{43}; .*HttpOnly$/)
  expect([sent, plain.split(';')[0]].map((cookie) => trustToken(`a=b; ${cookie}`, 'user_alice'))).toEqual([
    token,
    token,
  ])
  expect(trustToken(sent, 'user_bob')).toBeNull()
  expect(trustToken(`${sent}x`, 'user_alice')).toBeNull()
  expect(trustToken(undefined, 'user_alice')).toBeNull()
})

test('the time of the last sign-in is written only where the browser holds another one', () => {
  const [plain, suffixed] = ['__client_uat', `__client_uat_${cookieSuffix(key)}`]
  const written = (uat: number, sentCookies?: string) =>
    writeCookies({ uat }, place({ sentCookies })).map((line) => line.split(';')[0])
  expect(written(0)).toEqual([])
  expect(written(0, `${plain}=17`)).toEqual([`${plain}=0`])
  expect(written(17, `${plain}=17; ${suffixed}=16`)).toEqual([`${suffixed}=17`])
  expect(written(17, `${plain}=17; ${suffixed}=17`)).toEqual([])
  expect(written(17, `${plain}=17; ${plain}=0; ${suffixed}=17`)).toEqual([`${plain}=17`])
})

test('the suffix is the one the SDKs compute: first 8 characters of base64url(SHA-1(publishable key))', async () => {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(key))
  expect(cookieSuffix(key)).toBe(Buffer.from(digest).toString('base64url').slice(0, 8))
})

test('candidates are the suffixed and the plain cookies, each value once, four at most', () => {
  const suffixed = `__client_${cookieSuffix(key)}`
  expect(clientTokens(`a=b; __client=${token}; ${suffixed}=${other}; __client=${token}`, key)).toEqual([other, token])
  expect(clientTokens(`__client_abcdefgh=${token}`, key)).toEqual([])
  const many = Array.from({ length: 9 }, (_, index) => `__client=${String(index).repeat(43)}`).join('; ')
  expect(clientTokens(many, key)).toHaveLength(4)
})

test('whatever a Cookie header says, reading it never fails (R127)', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(Array.isArray(readCookies(text))).toBe(true)
      expect(clientTokens(`__client=${text}`, key).every((value) => /^[\w-]{43}$/.test(value))).toBe(true)
    }),
  )
})
