import { BlockList } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addressKey, clientAddress, isLoopback, unknownAddress } from './client-address.ts'

const none = new BlockList()
const proxies = new BlockList()
proxies.addSubnet('10.0.0.0', 8, 'ipv4')
proxies.addAddress('::1', 'ipv6')

test.each([
  ['no proxy is trusted: the header is not read', '203.0.113.9', '198.51.100.1', none, '203.0.113.9'],
  ['a trusted proxy names the client', '10.0.0.1', '198.51.100.1', proxies, '198.51.100.1'],
  ['what the client wrote itself stays unread', '10.0.0.1', '1.1.1.1, 198.51.100.1', proxies, '198.51.100.1'],
  [
    'a chain of trusted proxies is walked',
    '10.0.0.1',
    '1.1.1.1, 198.51.100.1, 10.0.0.2, 10.9.9.9',
    proxies,
    '198.51.100.1',
  ],
  ['a stranger that pretends to be a proxy is the client', '203.0.113.9', '10.0.0.2', proxies, '203.0.113.9'],
  ['the walk stops where the list makes no sense', '10.0.0.1', '198.51.100.1, rubbish', proxies, '10.0.0.1'],
  ['an IPv6 proxy', '::1', '[2001:db8::7]:4711', proxies, '2001:db8::7'],
  ['a mapped IPv4 peer is that IPv4 address', '::ffff:10.0.0.1', '198.51.100.1:80', proxies, '198.51.100.1'],
  ['nobody', undefined, '198.51.100.1', proxies, unknownAddress],
])('%s (R105)', (_, peer, header, trusted, expected) => {
  expect(clientAddress(peer, header, trusted)).toBe(expected)
})

test('an IPv6 subscriber is one key, whichever of the addresses is used (R105)', () => {
  expect(addressKey('2001:db8:1:2::1')).toBe('2001:db8:1:2::/64')
  expect(addressKey('2001:0db8:0001:0002:ffff:ffff:ffff:ffff')).toBe('2001:db8:1:2::/64')
  expect(addressKey('2001:db8::')).toBe('2001:db8:0:0::/64')
  expect(addressKey('::1')).toBe('0:0:0:0::/64')
  expect(addressKey('64:ff9b::192.0.2.1')).toBe('64:ff9b:0:0::/64')
  expect(addressKey('203.0.113.9')).toBe('203.0.113.9')
  expect(addressKey(unknownAddress)).toBe(unknownAddress)
})

test('the lower half of an IPv6 address never changes the key, the upper half always does (R105)', () => {
  const half = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 4, maxLength: 4 })
  fc.assert(
    fc.property(half, half, half, (upper, lower, otherLower) => {
      const text = (groups: number[]) => groups.map((group) => group.toString(16)).join(':')
      const key = addressKey(text([...upper, ...lower]))
      expect(addressKey(text([...upper, ...otherLower]))).toBe(key)
      expect(key).toBe(`${text(upper)}::/64`)
    }),
  )
})

test('only this machine is this machine', () => {
  expect(['127.0.0.1', '127.8.8.8', '::1'].every(isLoopback)).toBe(true)
  expect(['10.0.0.1', '::2', unknownAddress, ''].some(isLoopback)).toBe(false)
})

test('no header makes it fail (R127)', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (peer, header) => {
      expect(typeof clientAddress(peer, header, proxies)).toBe('string')
    }),
  )
})
