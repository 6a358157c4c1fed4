import { expect, test } from 'vitest'
import { pathOf, placeOf } from './place.ts'

test.each([
  ['/sign-in', '', 'sign-in'],
  ['/sign-in/factor-two', '', 'sign-in'],
  ['/', '', 'sign-in'],
  ['/sign-up', '', 'sign-up'],
  ['/user', '', 'profile'],
  ['/user/', '', 'profile'],
  ['/user/security', '', 'security'],
  ['/user/security/mfa', '', 'security'],
  ['/i/acme/user/security', '/i/acme', 'security'],
  ['/undo', '', 'undo'],
  ['/i/acme/recovery', '/i/acme', 'recovery'],
  ['/i/acme/undo', '/i/acme', 'undo'],
  ['/i/acme', '/i/acme', 'sign-in'],
  ['/i/acme/sign-up', '/i/acme', 'sign-up'],
  ['/i/', '', 'sign-in'],
])('%s is the page %s %s', (pathname, prefix, page) => {
  expect(placeOf(pathname)).toEqual({ prefix, page })
})

test.each(['/sign-in', '/sign-up', '/user', '/user/security', '/i/acme/user/security', '/i/acme/undo', '/recovery'])(
  '%s leads back to itself',
  (path) => {
    expect(pathOf(placeOf(path))).toBe(path)
  },
)
