import { expect, test } from 'vitest'
import { takeTicket } from './take-ticket.ts'

function take(address: string): [ticket: string | null, left: string | null] {
  let left: string | null = null
  const history = {
    state: null,
    replaceState(_state: unknown, _title: string, url: string) {
      left = url
    },
  }
  return [takeTicket(new URL(address) as unknown as Location, history as unknown as History), left]
}

test.each([
  ['http://app.localhost/sign-in?__clerk_ticket=abc', 'abc', '/sign-in'],
  [
    'http://app.localhost/i/acme/sign-in?redirect_url=%2Fa&__clerk_ticket=abc#b',
    'abc',
    '/i/acme/sign-in?redirect_url=%2Fa#b',
  ],
  ['http://app.localhost/sign-in?__clerk_ticket=', null, '/sign-in'],
  ['http://app.localhost/join?__clerk_ticket=abc&__clerk_status=sign_up&a=1', 'abc', '/join?a=1'],
  ['http://app.localhost/sign-in?redirect_url=%2Fa', null, null],
])('of %s the ticket %s is taken, and %s stays in the address bar', (address, ticket, left) => {
  expect(take(address)).toEqual([ticket, left])
})
