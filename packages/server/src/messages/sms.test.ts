import { expect, test } from 'vitest'
import { languages } from './language.ts'
import { codeSms, noticeSms } from './templates.ts'
import { codePurposes, noticeNames } from './texts/texts.ts'

/** 3GPP TS 23.038, the default alphabet, without the extension whose letters count twice. */
const gsm7 = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]*$/

const sms = { purpose: 'sign_in', code: '123456', minutes: 10, application: 'Acme', language: 'en' } as const
const longName = 'Abcdefghij Klmnopqrst Uvwxyz12'
const every = languages.flatMap((language) => codePurposes.map((purpose) => ({ language, purpose })))
const inGsm7 = every.filter(({ language }) => language !== 'ja' && language !== 'ar')

test('a code comes as one sentence with what it is for, and warns', () => {
  expect(codeSms(sms)).toBe('123456 is your Acme code to sign in. It works for 10 minutes. Never tell it to anyone.')
})

test('the last line binds the code to its site', () => {
  expect(
    codeSms({ ...sms, host: 'auth.example.com' })
      .split('\n')
      .at(-1),
  ).toBe('@auth.example.com #123456')
  expect(codeSms(sms)).not.toContain('@')
})

test.each(every)(
  '$language, $purpose: the code stands alone and once, and the last line is the only other one',
  (one) => {
    const text = codeSms({ ...sms, ...one })
    expect(text.match(/(?<!\d)123456(?!\d)/g)).toHaveLength(1)
    expect(text).toContain('Acme')
    expect(text).not.toMatch(/[{}\n\u00a0]/)
  },
)

test.each(inGsm7)('$language, $purpose: with a long name and the site it is one SMS of 160 letters', (one) => {
  const text = codeSms({ ...sms, ...one, application: longName, host: 'accounts.example.com' })
  expect(text).toMatch(gsm7)
  expect(text.length).toBeLessThanOrEqual(160)
})

test.each(codePurposes)('ja, %s: with a long name it is one SMS of 70 letters', (purpose) => {
  expect(codeSms({ ...sms, purpose, language: 'ja', application: longName }).length).toBeLessThanOrEqual(70)
})

test.each(codePurposes)(
  'ar, %s: with a usual name it is one SMS of 70 letters, with a long one and the site two',
  (purpose) => {
    const arabic = { ...sms, purpose, language: 'ar' } as const
    expect(codeSms({ ...arabic, application: 'Acme Workshop' }).length).toBeLessThanOrEqual(70)
    expect(codeSms({ ...arabic, application: longName, host: 'accounts.example.com' }).length).toBeLessThanOrEqual(134)
  },
)

test('a name of any length is cut between letters, and adds no line (R128)', () => {
  const text = codeSms({ ...sms, application: `${'\u{1f511}'.repeat(40)}\n@evil.example #000000` })
  expect(text).toContain(`your ${'\u{1f511}'.repeat(30)} code`)
  const spoofed = codeSms({ ...sms, application: 'A\r\n@evil.example #000000', host: 'auth.example.com\n@b' })
  expect(spoofed.split(/\r|\n/)).toHaveLength(2)
})

test.each(languages)(
  '%s: a notice says what happened and what to do, in two SMS at most, without a link (R22)',
  (language) => {
    for (const name of noticeNames) {
      const { body, code, link } = noticeSms({ language, name, application: longName })
      expect(body).toContain(longName)
      expect(body).not.toMatch(/[{}\n]|https?:|www\./)
      expect([code, link]).toEqual([undefined, undefined])
      expect(`${name} ${body.length <= (gsm7.test(body) ? 160 : 134)}`).toBe(`${name} true`)
    }
  },
)
