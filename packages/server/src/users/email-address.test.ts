import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readEmailAddress } from './email-address.ts'

/** Pieces that turn a text into two mailboxes, a comment, a group, a route or another line for somebody. */
const pieces = fc.constantFrom(
  ...'@.,;:<>()[]"\\ \t\r\n\0%!=?+-_\'{}|~/'.split(''),
  'a',
  'B',
  'example.com',
  'evil.example',
  'ß',
  'İ',
  '＠',
  '．',
  '。',
  '﹫',
  '\u00a0',
  '\u200b',
  '\u202e',
  '\u2028',
  '\u0301',
  '\ud800',
  'ﬁ',
  'xn--',
  '127.0.0.1',
  '[127.0.0.1]',
  '[IPv6:::1]',
  '=?utf-8?q?=40?=',
  '"a@b.com"',
  '@evil.example',
)
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  fc
    .tuple(fc.array(pieces, { maxLength: 6 }), fc.array(pieces, { maxLength: 6 }))
    .map(([local, domain]) => `${local.join('')}@${domain.join('')}`),
  fc.emailAddress(),
  fc
    .tuple(fc.nat(80), fc.array(fc.constantFrom('ü', 'b', '.', 'ß', 'İ'), { maxLength: 200 }))
    .map(([length, domain]) => `${'é'.repeat(length / 2)}@${domain.join('')}.com`),
  fc.string({ unit: 'binary', maxLength: 300 }),
)

test('whatever is accepted is exactly one plain address, in one form (R47, R25)', () => {
  let accepted = 0
  fc.assert(
    fc.property(texts, (text) => {
      const read = readEmailAddress(text)
      if (!read) return
      accepted++
      for (const one of [read.address, read.key]) {
        expect(Buffer.byteLength(one)).toBeLessThanOrEqual(254)
        expect(one.split('@')).toHaveLength(2)
        expect(one).not.toMatch(/[\s\p{C}\p{Z}"(),:;<>[\]\\]/u)
        // As strict a reader as there is: an atom, dots between atoms, and a domain of letters, digits and hyphens.
        expect(one).toMatch(
          /^[^.@]+(?:\.[^.@]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/,
        )
        expect(one.normalize('NFKC')).toBe(one)
        expect(Buffer.byteLength(one.split('@')[0]!)).toBeLessThanOrEqual(64)
      }
      expect(read.key).toBe(read.key.toLowerCase())
      // Reading what was read changes nothing: every limit and every look-up has one bucket for it.
      expect(readEmailAddress(read.address)).toEqual(read)
      expect(readEmailAddress(read.key)?.key).toBe(read.key)
    }),
    { numRuns: 20_000 },
  )
  expect(accepted).toBeGreaterThan(500)
})

test.each([
  ['a quoted local part that names another mailbox, which mailers have misread', '"victim@evil.example x"@example.com'],
  ['a quoted local part', '"a@b.com"@evil.example'],
  ['an unnecessary quotation', '"maria"@example.com'],
  ['a second recipient', 'maria@example.com,eve@evil.example'],
  ['a second recipient, as some mailers part them', 'maria@example.com;eve@evil.example'],
  ['two at signs', 'maria@example.com@evil.example'],
  ['a full-width at sign', 'maria＠example.com@evil.example'],
  ['a small at sign', 'maria﹫example.com@evil.example'],
  ['a comment', 'maria(eve@evil.example)@example.com'],
  ['a comment in the domain', 'maria@example.com(evil.example)'],
  ['a group', 'friends:maria@example.com,eve@evil.example;'],
  ['a route', '@evil.example:maria@example.com'],
  ['a source route in brackets', '<@evil.example:maria@example.com>'],
  ['a header of its own', 'maria@example.com\r\nBcc: eve@evil.example'],
  ['a bare line feed', 'maria@example.com\nRCPT TO:<eve@evil.example>'],
  ['a line separator', 'maria@example.com\u2028Bcc:eve@evil.example'],
  ['a NUL', 'maria@example.com\0.evil.example'],
  ['an encoded NUL', 'maria%00@example.com\0'],
  ['a name that is another address', 'eve@evil.example <maria@example.com>'],
  ['an address after the brackets', '<maria@example.com> eve@evil.example'],
  ['two in brackets', '<maria@example.com>, <eve@evil.example>'],
  ['a line break after a name', 'Maria\r\nBcc: <maria@example.com'],
  ['a link with two addresses', 'mailto:maria@example.com,eve@evil.example'],
  ['a link with an encoded second address', 'mailto:maria@example.com%2Ceve@evil.example'],
  ['a link with an encoded line', 'mailto:maria@example.com%0aBcc:eve'],
  ['a space within', 'maria @example.com'],
  ['a space before the last label', 'maria@example .com'],
  ['a lone surrogate', 'maria\ud800@example.com'],
  ['an address of the network', 'maria@[127.0.0.1]'],
  ['one of the newer network', 'maria@[IPv6:::1]'],
  ['one without brackets', 'maria@127.0.0.1'],
  ['no dot in the domain', 'maria@localhost'],
  ['an empty label', 'maria@example..com'],
  ['a dot at the beginning', '.maria@example.com'],
  ['two dots in a row', 'ma..ria@example.com'],
  ['a hyphen at the end of a label', 'maria@example-.com'],
  ['an underscore in the domain', 'maria@exa_mple.com'],
  ['a percent sign in the domain', 'maria@example.com%evil.example'],
  ['nothing before the at sign', '@example.com'],
  ['nothing after it', 'maria@'],
  ['a local part of 65 characters', `${'a'.repeat(65)}@example.com`],
  ['a local part of 66 bytes in 33 letters', `${'é'.repeat(33)}@example.com`],
  ['255 bytes', `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(7)}.com`],
  ['148 bytes that are 288 once the domain is in ASCII', `${'a'.repeat(60)}@${'ü.'.repeat(28)}com`],
])('%s is no address (R47)', (_, text) => {
  expect(readEmailAddress(text)).toBeNull()
})

test.each([
  'Maria <maria@example.com>',
  '"Lovelace, Maria" <maria@example.com>',
  '<maria@example.com>',
  '< maria@example.com >',
  'mailto:maria@example.com',
  'MAILTO:maria@example.com?subject=Hi',
  'mailto:maria%40example.com',
  'maria@example.com.',
  'maria@example.com, ',
  'maria@example.com;',
  'maria@example.com\t',
  'maria@example.com\r\n',
  'maria\u200b@example.com',
  'maria@exam\u00adple.com',
  '\u202amaria@example.com\u202c',
  '\u2068maria@example.com\u2069',
  '\ufeffmaria@example.com',
  '\u3000maria@example.com\u2003',
])('reads the one address in %j (R25)', (text) => {
  expect(readEmailAddress(text)).toEqual({ address: 'maria@example.com', key: 'maria@example.com' })
})

test('a domain is the one that mail goes to, however it is written (R47, R25)', () => {
  const one = { address: 'Maria@xn--bcher-kva.example', key: 'maria@xn--bcher-kva.example' }
  for (const domain of [
    'bücher.example',
    'BÜCHER.example',
    'bu\u0308cher.example',
    'xn--bcher-kva.example',
    'bücher。example',
  ])
    expect(readEmailAddress(`Maria@${domain}`)).toEqual(one)
  expect(readEmailAddress('Ｍａｒｉａ@ｅｘａｍｐｌｅ.com')?.key).toBe('maria@example.com')
  expect(readEmailAddress('  maria@example.com ')?.key).toBe('maria@example.com')
  // A look-alike is another domain, and says so.
  expect(readEmailAddress('maria@ex\u0430mple.com')?.key).toBe('maria@xn--exmple-4nf.com')
})

test.each([
  ['letters', (length: number) => `${'a'.repeat(length)}@example.com`],
  ['dots', (length: number) => `a${'.a'.repeat(length / 2)}@example.com`],
  ['labels', (length: number) => `a@${'a.'.repeat(length / 2)}com`],
  ['hyphens', (length: number) => `a@${'-'.repeat(length)}.com`],
  ['at signs', (length: number) => '@'.repeat(length)],
  ['spaces', (length: number) => `${' '.repeat(length)}a@b.com${' '.repeat(length)}`],
  ['letters that grow when they are normalised', (length: number) => `${'\ufdfa'.repeat(length)}@example.com`],
  ['marks that never end', (length: number) => `a${'\u0301'.repeat(length)}@example.com`],
])('a megabyte of %s, and all that fits into an address, is answered at once (R47)', (_, make) => {
  for (const text of [make(1_000_000), make(254), make(240), make(120)]) {
    const started = process.cpuUsage()
    readEmailAddress(text)
    const { user, system } = process.cpuUsage(started)
    // A reading that takes the square of the length would need minutes.
    expect((user + system) / 1000).toBeLessThan(1500)
  }
})
