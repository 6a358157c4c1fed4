import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseMailTransport, parseSmsTransports, TransportUrlError } from './parse.ts'

const secret = 'a-webhook-secret'

function problem(parse: (text: string) => unknown, text: string): string {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof TransportUrlError) return error.message
    throw error
  }
  return 'none'
}

describe('COUNTERSIGN_SMS', () => {
  test('is a list in order, and a comma within a URL parts nothing', () => {
    const text = `twilio://AC1:to,ken@api.twilio.com?from=+15550100, webhook+https://example.com/a,b?secret=${secret}&x=1,inbox:,smpp://u:p@smsc.example.com,sns://K:S@eu-west-1,inbox:`
    expect(parseSmsTransports(text).map(({ kind }) => kind)).toEqual([
      'twilio',
      'webhook',
      'inbox',
      'smpp',
      'sns',
      'inbox',
    ])
    expect(parseSmsTransports('inbox:')).toEqual([{ kind: 'inbox' }])
  })

  test('a plus of a number stays a plus, and escapes are undone', () => {
    expect(parseSmsTransports('twilio://AC1:t%2Fo+k@api.twilio.com?from=+15550100')).toEqual([
      {
        kind: 'twilio',
        accountSid: 'AC1',
        authToken: 't/o+k',
        from: '+15550100',
        messagingServiceSid: null,
        statusCallback: null,
        base: 'https://api.twilio.com/',
      },
    ])
    expect(parseSmsTransports('sns://K:a%2Fb+c@eu-west-1?from=My%20App')).toEqual([
      {
        kind: 'sns',
        accessKeyId: 'K',
        secretAccessKey: 'a/b+c',
        region: 'eu-west-1',
        senderId: 'My App',
        base: 'https://sns.eu-west-1.amazonaws.com/',
      },
    ])
  })

  test('the webhook’s URL loses its secret and nothing else', () => {
    expect(parseSmsTransports(`webhook+http://[::1]:81/p?b=%2F+&secret=${secret}&c`)).toEqual([
      { kind: 'webhook', url: 'http://[::1]:81/p?b=%2F+&c', secret },
    ])
  })

  test('SMPP has its port, and an address of the sixth version no brackets', () => {
    expect(parseSmsTransports('smpp://u:p%40@[::1]:3000?from=Shop')).toEqual([
      { kind: 'smpp', isTls: false, host: '::1', port: 3000, user: 'u', password: 'p@', from: 'Shop' },
    ])
    expect(parseSmsTransports('smpp://u:p@HOST')[0]).toMatchObject({ host: 'host', port: 2775, from: null })
    expect(parseSmsTransports('smpps://u:p@host')[0]).toMatchObject({ kind: 'smpp', isTls: true, port: 3550 })
  })

  test.each([
    ['', 'begins with none of inbox:, twilio://'],
    ['inbox', 'begins with none of'],
    ['inbox:,', 'begins with none of'],
    ['vonage://k:s@host', 'begins with none of'],
    ['__proto__://k:s@host', 'begins with none of'],
    ['twilio://AC1:tok@api.twilio.com', 'not exactly one sender'],
    ['twilio://AC1:tok@api.twilio.com?from=+1&service=MG1', 'not exactly one sender'],
    ['twilio://AC1@api.twilio.com?from=+1', 'no account SID and token'],
    ['twilio://..%2F:tok@api.twilio.com?from=+1', 'no account SID and token'],
    ['twilio://AC1:tok@api.twilio.com?form=+1', 'not known. It can have: from, service'],
    ['twilio://AC1:tok@api.twilio.com?from=+1&from=+2', 'from twice'],
    ['twilio://AC1:tok@api.twilio.com?from=+1&base=ftp://x', 'no web address'],
    ['twilio://AC1:t#k@api.twilio.com?from=+1', 'cannot be read. Write the characters'],
    ['twilio://AC1:tok@api.twilio.com?from=%zz', '% that begins no escape'],
    ['twilio://AC1:tok@api.twilio.com?from=a%0d%0ab', 'control character'],
    ['twilio://AC1:to\nk@api.twilio.com?from=+1', 'cannot be read'],
    ['webhook+https://example.com/p', 'not exactly one secret'],
    ['webhook+https://example.com/p?secret=', 'not exactly one secret'],
    [`webhook+https://u:p@example.com/p?secret=${secret}`, 'user or password'],
    ['smpp://host:2775', 'no user and password'],
    ['smpps://host', 'no user and password. Write smpps://user:password@host?from='],
    ['smpp://u:p@host?from=A-name-too-long', 'a sender that is none'],
    ['sns://K:a/b@eu-west-1', 'cannot be read'],
    ['sns://K:s@eu.west', 'no region'],
  ])('%j is told what is wrong: %s', (text, told) => {
    expect(problem(parseSmsTransports, text)).toContain(told)
  })
})

describe('COUNTERSIGN_MAIL', () => {
  test('is encrypted unless it says otherwise', () => {
    const auth = { user: 'u@example.com', password: 'p/w' }
    expect(parseMailTransport('smtp://u%40example.com:p%2Fw@mail.example.com')).toEqual({
      kind: 'smtp',
      host: 'mail.example.com',
      port: 587,
      tls: 'starttls',
      auth,
    })
    expect(parseMailTransport('smtps://mail.example.com')).toMatchObject({ port: 465, tls: 'implicit', auth: null })
    expect(parseMailTransport('smtp://localhost:25?tls=off')).toMatchObject({ port: 25, tls: 'off' })
    expect(parseMailTransport(' inbox: ')).toEqual({ kind: 'inbox' })
  })

  test.each([
    ['', 'is none of inbox:, smtp://'],
    ['mail.example.com', 'is none of'],
    ['smtp://', 'cannot be read'],
    ['smtp://user@host', 'a user or a password alone'],
    ['smtp://host?tls=maybe', 'a value of tls that is not known'],
    ['smtps://host?tls=off', 'a value of tls that is not known'],
    ['smtp://host?ignoreTLS=true', 'not known. It can have: tls'],
    ['smtp://user:25/word@host', 'with a path'],
    ['smtp://host,inbox:', 'cannot be read'],
  ])('%j is told what is wrong: %s', (text, told) => {
    expect(problem(parseMailTransport, text)).toContain(told)
  })
})

const schemes = ['twilio', 'webhook+https', 'webhook+http', 'smpp', 'smpps', 'sns', 'smtp', 'smtps', 'vonage']
const piece = fc.oneof(
  fc.constantFrom(
    '@',
    ':',
    '/',
    '?',
    '#',
    '%',
    ',',
    '+',
    '\n',
    ' ',
    '[',
    ']',
    'from=',
    'secret=',
    'base=',
    '&',
    'inbox:',
    '://',
    'host',
    '%zz',
    '%00',
  ),
  fc.constantFrom(...schemes.map((scheme) => `${scheme}://`)),
  fc.string({ maxLength: 6 }),
)

test('whatever is written there, the answer is a transport or an error that keeps the password to itself', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...schemes),
      fc.array(piece, { maxLength: 4 }),
      fc.string({ unit: fc.constantFrom(...'QWXZ0189'), minLength: 12, maxLength: 20 }),
      fc.array(piece, { maxLength: 8 }),
      (scheme, before, password, after) => {
        for (const text of [
          `${scheme}://user:${password}@host${after.join('')}`,
          `${scheme}://${before.join('')}${password}${after.join('')}`,
          `${before.join('')}${password}${after.join('')}`,
        ])
          for (const parse of [parseSmsTransports, parseMailTransport]) {
            const told = problem(parse, text)
            for (let at = 0; at + 8 <= password.length; at++) expect(told).not.toContain(password.slice(at, at + 8))
          }
      },
    ),
    { numRuns: 3000 },
  )
})

test('every password survives being written with its escapes', () => {
  const word = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => !/\p{Cc}/u.test(text) && text.isWellFormed())
  fc.assert(
    fc.property(word, word, (user, password) => {
      const text = `smtp://${encodeURIComponent(user)}:${encodeURIComponent(password)}@host`
      expect(parseMailTransport(text)).toMatchObject({ auth: { user, password } })
    }),
  )
})
