import fc from 'fast-check'
import { Window } from 'happy-dom'
import { expect, test } from 'vitest'
import { renderHtml } from './html.ts'
import { languages } from './language.ts'
import type { Letter } from './letter.ts'
import { html } from './markup.ts'
import { previewMessages } from './preview.ts'
import { codeMessage } from './templates.ts'

const letter: Letter = {
  language: 'en',
  title: 'A title',
  paragraphs: ['First', 'Second\nline'],
  code: '123456',
  button: { label: 'Open', url: 'https://auth.example.com/undo?a=1&b=2' },
  footer: 'A footer',
}

function parsed(text: string) {
  const { document } = new Window()
  document.write(text)
  return document
}

/** Every start tag has its end tag, in order; what has none says so itself. */
function openTags(text: string): string[] {
  const open: string[] = []
  for (const [, close, name = '', inside] of text.matchAll(/<(\/?)([a-z0-9]+)((?:\s+[a-z-]+="[^"<>]*")*)\s*\/?>/g)) {
    if (close) expect(open.pop()).toBe(name)
    else if (!/^(?:meta|br)$/.test(name)) open.push(name + (inside === undefined ? '?' : ''))
  }
  return open
}

test.each(languages)('every mail in %s is well-formed and says its language and direction', (language) => {
  for (const { name, html: text } of previewMessages(language, 'A & B <b>"x"')) {
    expect(openTags(text), name).toEqual([])
    expect(text.match(/&(?!(?:amp|lt|gt|quot|#39);)|<(?![a-z/!])/g), name).toBeNull()
    const page = parsed(text)
    expect(page.documentElement.getAttribute('lang')).toBe(language)
    expect(page.documentElement.getAttribute('dir')).toBe(language === 'ar' ? 'rtl' : 'ltr')
    expect(page.querySelectorAll('h1, title')).toHaveLength(2)
  }
})

test.each(languages)('no mail in %s fetches, runs or reports anything', (language) => {
  for (const { html: text } of previewMessages(language, 'Acme')) {
    expect(text).not.toMatch(
      /<(?:img|link|script|style|iframe|form|object|svg|base)\b|url\(|@import|\s(?:src|srcset|background|on\w+)=/i,
    )
    const urls = text.match(/\w+:\/\/[^\s"<]+/g) ?? []
    expect(
      urls.every((url) => /^https:\/\/auth\.example\.com\/(?:user|undo#token=0|sign-up\?__clerk_ticket=0)$/.test(url)),
    ).toBe(true)
  }
})

test('whatever is put in is shown as it is, and makes no element (R128)', () => {
  const sane = parsed(renderHtml(letter)).querySelectorAll('*').length
  const hostile = fc.oneof(
    fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' onclick='x",
      '&lt;b&gt;',
      '</td>',
      '<!--',
    ),
    fc.string({ unit: 'grapheme-ascii', minLength: 1 }),
  )
  fc.assert(
    fc.property(hostile, (value) => {
      const text = renderHtml({
        ...letter,
        title: value,
        paragraphs: [value, `${value}\n${value}`],
        code: value,
        button: { label: value, url: `https://auth.example.com/?x=${encodeURIComponent(value)}"><i>` },
        footer: value,
      })
      const page = parsed(text)
      expect(page.querySelectorAll('*').length).toBe(sane)
      expect(page.querySelector('h1')?.textContent).toBe(value)
      expect(page.querySelector('a')?.textContent).toBe(value)
    }),
    { numRuns: 150 },
  )
})

test('an application called A & B <b>"x" keeps its name (R128)', () => {
  const application = 'A & B <b>"x"'
  const { html: text = '', body } = codeMessage({
    ...{ language: 'en', purpose: 'sign_in', code: '123456', minutes: 10 },
    application,
  })
  expect(text).toContain('sign in at A &amp; B &lt;b&gt;&quot;x&quot;:')
  expect(parsed(text).querySelectorAll('b')).toHaveLength(0)
  expect(body).toContain(`sign in at ${application}:`)
})

test('the code is one run of text, from left to right in every language', () => {
  for (const language of languages) {
    const runs = [...parsed(renderHtml({ ...letter, language })).querySelectorAll('p[dir=ltr]')]
    expect(runs[0]?.innerHTML).toBe('123456')
    expect(runs[0]?.getAttribute('style')).toMatch(/monospace.*letter-spacing/)
  }
})

test('the address behind the button can be read', () => {
  const page = parsed(renderHtml(letter))
  expect(page.querySelector('a')?.getAttribute('href')).toBe(letter.button?.url)
  expect(page.body.textContent).toContain(letter.button?.url)
})

test.each([
  'javascript:alert(1)',
  'JAVA\nSCRIPT:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'mailto:a@b.example',
  '//x.example',
  '',
])('a button to %j is refused (R128)', (url) => {
  expect(() => renderHtml({ ...letter, button: { label: 'x', url } })).toThrow(TypeError)
})

test('a line break in a paragraph stays one', () => {
  expect(renderHtml(letter)).toContain('>Second<br />line</p>')
})

test('dark mode is announced, and needs no colour of ours', () => {
  const text = renderHtml(letter)
  for (const name of ['color-scheme', 'supported-color-schemes'])
    expect(text).toContain(`<meta name="${name}" content="light dark" />`)
  expect(text.match(/(?<!-)color:#\w+/g)).toEqual(['color:#ffffff'])
  expect(text).toContain('max-width:560px')
})

test('what is escaped already is not escaped again', () => {
  expect(html`<p>${[html`<b>${'<'}</b>`, html`&amp;`]}${'"'}</p>`.toString()).toBe('<p><b>&lt;</b>&amp;&quot;</p>')
})
