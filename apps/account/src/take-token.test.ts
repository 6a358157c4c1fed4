import { expect, test } from 'vitest'
import { takeToken } from './take-token.ts'

function take(hash: string) {
  const written: string[] = []
  const history = { state: null, replaceState: (_state: unknown, _title: string, url: string) => written.push(url) }
  const location = { hash, pathname: '/i/acme/undo', search: '' }
  return { token: takeToken(location, history as unknown as History), written }
}

test('the token of a link is read and taken out of the address bar', () => {
  expect(take('#token=a-b_c')).toEqual({ token: 'a-b_c', written: ['/i/acme/undo'] })
})

test('without a token the address stays as it is', () => {
  expect(take('')).toEqual({ token: null, written: [] })
  expect(take('#other=1')).toEqual({ token: null, written: [] })
})

test('an empty token is none', () => {
  expect(take('#token=')).toEqual({ token: null, written: ['/i/acme/undo'] })
})
