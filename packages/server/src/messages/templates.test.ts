import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codesLeftDetail, deviceDetail } from './details.ts'
import { languages } from './language.ts'
import { previewMessages } from './preview.ts'
import { codeMessage, noticeMessage } from './templates.ts'
import { changeNames, codePurposes, noticeNames } from './texts/texts.ts'

const url = 'https://auth.example.com/user'
const undo = 'https://auth.example.com/undo#token=0'
const ticket = 'https://auth.example.com/sign-up?__clerk_ticket=0'
const isChange = (name: string) => (changeNames as readonly string[]).includes(name)
const acme = { language: 'en', application: 'Acme' } as const
const code = { ...acme, purpose: 'sign_in', code: '123456', minutes: 10 } as const

test('the mail with a code says it in the subject, and alone on a line of the text', () => {
  const message = codeMessage(code)
  expect(message.subject).toBe('123456 is your Acme code')
  expect(message.body.split('\n').slice(0, 5)).toEqual([
    'Use this code to sign in at Acme:',
    '',
    '123456',
    '',
    expect.any(String),
  ])
  expect(message.body).toContain('It works once, for 10 minutes.')
  expect(message).toMatchObject({ kind: 'code', code: '123456' })
})

test('a notice says what happened, what to do, and where', () => {
  const message = noticeMessage({ ...acme, name: 'new_device', url, detail: 'Browser: Strange\nAddress: 192.0.2.1' })
  expect(message.subject).toBe('New sign-in – Acme')
  expect(message.body.split('\n\n')).toEqual([
    'Your account was just signed in to from a browser we had not seen before.',
    'Browser: Strange\nAddress: 192.0.2.1',
    expect.stringMatching(/^If this was you, there is nothing to do\. If it was not, open your account/),
    `Open my account:\n${url}`,
  ])
  expect(message).toMatchObject({ kind: 'new_device', link: url })
})

test('where a change can be taken back, the mail leads there', () => {
  const undoUrl = 'https://auth.example.com/undo?token=abc'
  const message = noticeMessage({ ...acme, name: 'phone_added', url, undoUrl })
  expect(message.body).toContain(`This wasn’t me:\n${undoUrl}`)
  expect(message.html).toContain(`href="${undoUrl}"`)
  expect(message).toMatchObject({ link: undoUrl })
})

test.each(['account_exists', 'backup_codes_low'] as const)(
  '%s tells of no change, so nothing can be undone',
  (name) => {
    const message = noticeMessage({ ...acme, name, url, undoUrl: 'https://auth.example.com/undo' })
    expect(message.link).toBe(url)
    expect(message.body).not.toContain('undo')
  },
)

test.each(languages)('in %s every mail has a subject, a text and the same words as HTML', (language) => {
  const previews = previewMessages(language, 'Acme')
  expect(previews.map(({ name }) => name)).toEqual([
    ...codePurposes.map((purpose) => `code.${purpose}`),
    ...noticeNames,
    'invitation',
  ])
  for (const { name, subject, text, html } of previews) {
    expect(
      [subject, text, html].filter((part) => part === '' || /[{}]|undefined/.test(part)),
      name,
    ).toEqual([])
    expect(subject, name).toContain('Acme')
    expect(html, name).toMatch(/^<!doctype html>\n/)
    if (name.startsWith('code.')) expect(text.split('\n'), name).toContain('123456')
    else expect(text.split('\n'), name).toContain(name === 'invitation' ? ticket : isChange(name) ? undo : url)
  }
})

test.each(languages)('in %s all mails can be told apart by their subject and text', (language) => {
  const previews = previewMessages(language, 'Acme')
  expect(new Set(previews.map(({ text }) => text)).size).toBe(previews.length)
})

test('no name, detail or browser adds a line to a subject or a header to a mail (R128)', () => {
  const hostile = fc.array(
    fc.constantFrom('\r', '\n', '\0', '\u2028', '\u0085', '\u202e', '\v', 'Bcc: a@b.example', 'A', ' ', '{code}'),
  )
  const names = fc.oneof(
    hostile.map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(names, names, fc.constantFrom(...languages), (application, detail, language) => {
      const told = { language, application }
      const sent = codeMessage({ ...code, ...told })
      const notice = noticeMessage({ ...told, name: 'new_device', url, detail })
      for (const { subject, body } of [sent, notice]) {
        expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]/u)
        expect(body.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e]/u)
      }
      expect(sent.body.split('\n')).toHaveLength(5)
    }),
    { numRuns: 500 },
  )
})

test('a name that looks like one of our placeholders is not filled in (R128)', () => {
  const { body, subject } = codeMessage({ ...code, application: '{code} {duration} $& $1' })
  expect(subject).toBe('123456 is your {code} {duration} $& $1 code')
  expect(body.match(/123456/g)).toHaveLength(1)
})

test.each(['javascript:alert(1)', 'data:text/html,x', 'ftp://example.com', '/user', ''])(
  'a notice with a link to %j is not written (R128)',
  (address) => {
    expect(() => noticeMessage({ ...acme, name: 'locked', url: address })).toThrow(TypeError)
    expect(() => noticeMessage({ ...acme, name: 'phone_added', url, undoUrl: address || 'x:' })).toThrow(TypeError)
  },
)

test('a browser that calls itself several lines stays one', () => {
  expect(deviceDetail('en', 'Strange\r\nAddress: elsewhere\u202e', '192.0.2.1')).toBe(
    'Browser: Strange Address: elsewhere\nAddress: 192.0.2.1',
  )
  expect(deviceDetail('de', null, '192.0.2.1')).toBe('Browser: unbekannt\nAdresse: 192.0.2.1')
})

test.each([
  ['en', 9, '9 codes are left.'],
  ['en', 1, 'Only 1 code is left. Make a new set soon.'],
  ['en', 0, 'Only 0 codes are left. Make a new set soon.'],
  ['ar', 3, 'لم يبقَ سوى 3 رموز. أنشئ مجموعة جديدة قريبًا.'],
  ['ja', 2, '残りのコードは2個だけです。早めに新しいコードを作成してください。'],
] as const)('in %s, %i codes left reads %j', (language, left, text) => {
  expect(codesLeftDetail(language, left)).toBe(text)
})

test('a time is said as people say it', () => {
  const said = (language: (typeof languages)[number], minutes: number) =>
    codeMessage({ ...code, language, minutes }).body
  expect(said('en', 1)).toContain('for 1 minute.')
  expect(said('ar', 2)).toContain('دقيقتان')
  expect(said('ar', 10)).toContain('10 دقائق')
})
