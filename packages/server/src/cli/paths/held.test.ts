import { expect, test } from 'vitest'
import { heldBy } from './held.ts'

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const tokenOf = (alg: string, sts: string) => `${encode({ alg })}.${encode({ sts })}.signature`

test('counts the token of a pending session as a full one if a check for RS256 accepts it (R57)', () => {
  expect(heldBy(tokenOf('RS512', 'pending'))).toBe('pending')
  expect(heldBy(tokenOf('RS256', 'pending'))).toBe('token')
  expect(heldBy(tokenOf('RS256', 'active'))).toBe('token')
  expect(heldBy(tokenOf('RS512', 'active'))).toBe('token')
  expect([heldBy(''), heldBy(undefined)]).toEqual(['none', 'none'])
})
