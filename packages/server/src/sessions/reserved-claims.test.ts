import { expect, test } from 'vitest'
import { reservedClaimIn, withoutReserved } from './reserved-claims.ts'

test.each([
  'amr',
  'acr',
  'auth_time',
  'fva',
  'sts',
  'act',
  'may_act',
  'sub',
  'sid',
  'iss',
  'azp',
  'exp',
  'iat',
  'nbf',
  'jti',
  'v',
])('reserves %s, however it is written (R90, R92)', (name) => {
  for (const written of [name, name.toUpperCase(), ` ${name}`]) {
    expect(reservedClaimIn({ plan: 'gold', [written]: 'x' })).toBe(written)
    expect(withoutReserved({ plan: 'gold', [written]: 'x' })).toEqual({ plan: 'gold' })
  }
})

test('leaves audience, claims of other services and what is nested in them to the template', () => {
  const claims = { aud: 'graph', 'https://hasura.io/jwt/claims': { sub: '1', amr: ['x'] }, org: { sts: 'x' } }
  expect(reservedClaimIn(claims)).toBeNull()
  expect(withoutReserved(claims)).toEqual(claims)
})
