import { expect, test } from 'vitest'
import { pendingKeyId, signingKeyId, withPendingKeys } from './pending-key.ts'

test.each([
  [{ alg: 'RS256', kid: 'key_1' }, 'key_1'],
  [{ alg: 'RS512', kid: 'key_1_pending' }, 'key_1'],
  [{ alg: 'RS512', kid: 'key_1' }, null],
  [{ alg: 'RS256', kid: 'key_1_pending' }, null],
  [{ alg: 'none', kid: 'key_1' }, null],
  [{ alg: 'RS256' }, null],
  [{ alg: 'RS256', kid: ['key_1'] }, null],
])('reads the signing key of the header %j', (header, kid) => expect(signingKeyId(header)).toBe(kid))

test('lists a second entry for each key, under the id and the algorithm of pending tokens', () => {
  const key = { kty: 'RSA', use: 'sig', kid: 'key_1', alg: 'RS256', n: 'n', e: 'AQAB' } as const
  const { keys } = withPendingKeys({ keys: [key] })
  expect(keys.map(({ kid, alg }) => [kid, alg])).toEqual([
    ['key_1', 'RS256'],
    [pendingKeyId('key_1'), 'RS512'],
  ])
})
