import { expect, expectTypeOf, test } from 'vitest'
import { userView } from '../test/views.ts'
import { snakeKey, toCamel } from './camel.ts'
import type { User } from './types.ts'

test('names become camelCase all the way down, values stay as they are', () => {
  const user: User = toCamel(userView({ two_factor_enabled: true }))
  expect(user.twoFactorEnabled).toBe(true)
  expect(user.emailAddresses[0]?.emailAddress).toBe('ada@example.test')
  expect(user.emailAddresses[0]?.object).toBe('email_address')
})

test("the application's own metadata keeps its keys", () => {
  const user = toCamel(userView({ unsafe_metadata: { favourite_colour: { hex_code: '#fff' } } }))
  expect(user.unsafeMetadata).toEqual({ favourite_colour: { hex_code: '#fff' } })
})

test('a snapshot cannot be changed by whoever reads it', () => {
  const user = toCamel(userView())
  expectTypeOf(user).toHaveProperty('firstName')
  expect(() => Object.assign(user, { firstName: 'Mallory' })).toThrow(TypeError)
  expect(() => (user.emailAddresses as unknown[]).push('more')).toThrow(TypeError)
})

test('field names turn back into what the wire expects', () => {
  expect(['emailAddressId', 'code', 'signOutOfOtherSessions'].map(snakeKey)).toEqual([
    'email_address_id',
    'code',
    'sign_out_of_other_sessions',
  ])
})
