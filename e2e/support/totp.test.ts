import { expect, test } from 'vitest'
import { AuthenticatorApp } from './totp.ts'

// The secret and the times of RFC 6238, appendix B, cut to six digits.
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const uri = `otpauth://totp/Acme:ada%40example.test?secret=${secret}&issuer=Acme&algorithm=SHA1&digits=6&period=30`

test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1234567890, '005924'],
  [20000000000, '353130'],
])('at second %i the authenticator app shows %s', (second, code) => {
  expect(new AuthenticatorApp(uri).codeAt(second * 1000)).toBe(code)
})

test('the authenticator app knows issuer and account from the URI', () => {
  const app = new AuthenticatorApp(uri)
  expect([app.issuer, app.account]).toEqual(['Acme', 'ada@example.test'])
})

test('two codes in a row are of different steps', async () => {
  const app = new AuthenticatorApp(uri)
  expect(await app.nextCode()).not.toBe(await app.nextCode())
})
