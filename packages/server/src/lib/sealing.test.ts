import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Binding, openKeyring, SealError } from './keyring.ts'
import { firstPepper } from './peppers.ts'
import { systemRandom } from './random.ts'

const pepper = Buffer.alloc(32, 7)
const oldKey = Buffer.alloc(32, 1)
const newKey = Buffer.alloc(32, 2)
const open = (...masterKeys: Buffer[]) =>
  openKeyring({ masterKeys, random: systemRandom, peppers: firstPepper(pepper) })
const keyring = open(oldKey)

const texts = fc.string({ unit: 'grapheme', maxLength: 200 })
const purposes = fc.constantFrom<Binding['purpose'][]>('totp', 'signing_key', 'message', 'pepper')
const bindings: fc.Arbitrary<Binding> = fc.record({
  purpose: purposes,
  row: fc.string(),
  owner: fc.string(),
})

test('what was sealed opens again, and no two sealings look alike', () => {
  fc.assert(
    fc.property(texts, bindings, (text, binding) => {
      const sealed = keyring.seal(text, binding)
      expect(keyring.open(sealed, binding)).toBe(text)
      expect(keyring.seal(text, binding)).not.toBe(sealed)
      expect(keyring.keyIdOf(sealed)).toBe(keyring.currentKeyId)
    }),
  )
})

test('a sealed value moved to another row, owner or purpose does not open (R113)', () => {
  fc.assert(
    fc.property(texts, bindings, bindings, (text, own, other) => {
      fc.pre(own.purpose !== other.purpose || own.row !== other.row || own.owner !== other.owner)
      expect(() => keyring.open(keyring.seal(text, own), other)).toThrow(SealError)
    }),
  )
})

test('a sealed value with one changed character does not open', () => {
  fc.assert(
    fc.property(texts, bindings, fc.nat(), fc.constantFrom(...'AbZ09-_.='), (text, binding, at, character) => {
      const sealed = keyring.seal(text, binding)
      const index = at % sealed.length
      fc.pre(sealed[index] !== character)
      const changed = sealed.slice(0, index) + character + sealed.slice(index + 1)
      expect(() => keyring.open(changed, binding)).toThrow(SealError)
    }),
  )
})

test('whatever is wrong with a sealed value, the error is the same one (R118)', () => {
  const binding: Binding = { purpose: 'totp', row: 'totp_1', owner: 'user_1' }
  const sealed = keyring.seal('secret', binding)
  const wrong = [
    '',
    'v1',
    'v2.x.y',
    'v1..',
    `${sealed}.x`,
    `${sealed}=`,
    sealed.slice(0, -1),
    sealed.slice(0, 20),
    '🔑',
  ]
  const messages = wrong.map((text) => {
    try {
      return keyring.open(text, binding)
    } catch (error) {
      return error instanceof SealError ? error.message : error
    }
  })
  expect(new Set(messages)).toEqual(new Set(['A sealed value could not be opened.']))
})

test('with two master keys the newest seals and both open; a key outside the ring does not (R115)', () => {
  const binding: Binding = { purpose: 'totp', row: 'totp_1', owner: 'user_1' }
  const old = keyring.seal('secret', binding)
  const both = open(newKey, oldKey)
  expect(both.open(old, binding)).toBe('secret')
  const renewed = both.seal('secret', binding)
  expect(open(newKey).open(renewed, binding)).toBe('secret')
  expect(() => open(newKey).open(old, binding)).toThrow(SealError)
  expect(() => keyring.open(renewed, binding)).toThrow(SealError)
})

test('MACs differ by purpose and pepper, and not by master key', () => {
  expect(keyring.mac('code', '123456')).not.toBe(keyring.mac('backup_code', '123456'))
  expect(open(newKey).mac('code', '123456')).toBe(keyring.mac('code', '123456'))
  const other = openKeyring({ masterKeys: [oldKey], random: systemRandom, peppers: firstPepper(Buffer.alloc(32, 8)) })
  expect(other.mac('code', '123456')).not.toBe(keyring.mac('code', '123456'))
})

test('a key id tells nothing of the key: it is not a part of it or of a plain hash of it', () => {
  expect(keyring.currentKeyId).toMatch(/^[0-9a-f]{8}$/)
  expect(oldKey.toString('hex')).not.toContain(keyring.currentKeyId)
})
