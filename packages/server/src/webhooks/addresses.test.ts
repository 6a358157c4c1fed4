import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isLoopbackAddress, isPublicAddress } from './addresses.ts'
import { checkedAddress, isTargetUrl, placeOf } from './target.ts'

test.each([
  '8.8.8.8',
  '1.1.1.1',
  '172.15.0.1',
  '172.32.0.1',
  '100.63.0.1',
  '100.128.0.1',
  '2606:4700::1111',
  '2a00::1',
])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true))

const inside = [
  ['0.0.0.0', '10.1.2.3', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.0.9', '169.254.169.254'],
  ['172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1', '198.19.9.9'],
  ['198.51.100.1', '203.0.113.9', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  ['::', '::1', '::ffff:8.8.8.8', '::ffff:127.0.0.1', '::127.0.0.1', '64:ff9b::a00:1', '64:ff9b:1::1', '100::1'],
  ['fc00::1', 'fd12::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '2001::1', '2001:db8::1', '2002:7f00:1::'],
  ['3fff::1', '5f00::1', 'fd00:ec2::254', '2606:4700::1%1', '', 'example.com', '8.8.8', '08.8.8.8'],
].flat()

test.each(inside)('%s is not (R138, A65)', (address) => expect(isPublicAddress(address)).toBe(false))

test('no way to write an address that carries a private one is public (R138)', () => {
  const privateIpv4 = fc
    .tuple(fc.constantFrom('10', '127', '0'), fc.nat(255), fc.nat(255), fc.nat(255))
    .map((parts) => parts.join('.'))
  const carriers = fc.constantFrom('::ffff:', '::ffff:0:', '::', '64:ff9b::', '64:ff9b:1::')
  fc.assert(
    fc.property(privateIpv4, carriers, (address, carrier) => {
      expect(isPublicAddress(address)).toBe(false)
      expect(isPublicAddress(`${carrier}${address}`)).toBe(false)
    }),
  )
})

test('whatever number a host is written as, it is read as the address it is (R138)', () => {
  const written = [fc.nat(255).map((n) => `127.${n}`), fc.nat(0xffffff).map((n) => String(0x7f000000 + n))]
  fc.assert(
    fc.property(fc.oneof(...written, fc.constantFrom('0x7f.1', '017700000001', '[::ffff:7f00:1]', '[::1]')), (host) => {
      expect(isTargetUrl(`https://${host}/hook`, 'public')).toBe(false)
    }),
  )
})

test.each([
  ['https://hooks.example.com/a?b=c', true],
  ['https://hooks.example.com:8443/a', true],
  ['http://hooks.example.com/a', false],
  ['https://user:word@hooks.example.com', false],
  ['https://10.0.0.1/', false],
  ['https://hooks.example.com/#part', false],
  ['ftp://hooks.example.com', false],
  ['https://hooks.example.com/a b', false],
  ['hooks', false],
])('%s may be kept: %s', (url, isKept) => expect(isTargetUrl(url, 'public')).toBe(isKept))

test('only a development instance on a developer’s machine may use http and its own loopback (R138)', () => {
  const place = (url: string, environment: 'development' | 'production') => placeOf({ url }, { environment })
  expect(place('http://localhost:4100', 'development')).toBe('local')
  expect(place('http://127.0.0.1:4100', 'development')).toBe('local')
  expect(place('http://localhost:4100', 'production')).toBe('public')
  expect(place('https://auth.example.com', 'development')).toBe('public')
  expect(place('http://auth.example.com', 'development')).toBe('public')
  expect(isTargetUrl('http://localhost:3000/hook', 'local')).toBe(true)
  expect(isTargetUrl('http://127.0.0.1:3000/hook', 'local')).toBe(true)
  expect(isTargetUrl('http://169.254.169.254/latest', 'local')).toBe(false)
  expect(isLoopbackAddress('::1') && isLoopbackAddress('127.9.9.9') && !isLoopbackAddress('10.0.0.1')).toBe(true)
})

test('one private address among those of a name refuses it, and a name without one leads nowhere (R138)', async () => {
  const network = (...addresses: string[]) => ({
    resolve: async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  })
  const url = new URL('https://hooks.example.com')
  await expect(checkedAddress(network('8.8.8.8', '10.0.0.1'), url, 'public')).rejects.toThrow(/no webhook may reach/)
  await expect(checkedAddress(network('169.254.169.254'), url, 'local')).rejects.toThrow(/no webhook may reach/)
  await expect(checkedAddress(network('127.0.0.1'), url, 'public')).rejects.toThrow(/no webhook may reach/)
  await expect(checkedAddress(network(), url, 'public')).rejects.toThrow(/no address/)
  const broken = { resolve: () => Promise.reject(new Error('ENOTFOUND')) }
  await expect(checkedAddress(broken, url, 'public')).rejects.toThrow(/no address/)
  expect(await checkedAddress(network('8.8.8.8', '1.1.1.1'), url, 'public')).toEqual({ address: '8.8.8.8', family: 4 })
  expect(await checkedAddress(broken, new URL('https://[2606:4700::1]/'), 'public')).toMatchObject({ family: 6 })
})
