import { directionOf } from './language.ts'
import type { Letter } from './letter.ts'
import { html, type Markup } from './markup.ts'
import { webUrl } from './web-url.ts'

const styles = {
  page: 'margin:0;padding:24px 12px;color-scheme:light dark;',
  table: 'width:100%;max-width:560px;border-collapse:collapse;',
  cell: 'padding:0;font-family:-apple-system,BlinkMacSystemFont,Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;',
  title: 'margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:600;',
  paragraph: 'margin:0 0 16px;overflow-wrap:anywhere;',
  code: 'margin:0 0 16px;padding:16px;border:1px solid #80808080;border-radius:8px;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:32px;line-height:1.2;letter-spacing:6px;text-align:center;',
  button:
    'display:inline-block;padding:12px 20px;border-radius:8px;background-color:#0c5f54;color:#ffffff;font-weight:600;text-decoration:none;',
  address: 'margin:0 0 16px;font-size:13px;word-break:break-all;opacity:0.8;',
  footer: 'margin:24px 0 0;padding:16px 0 0;border-top:1px solid #80808080;font-size:13px;opacity:0.8;',
}

/**
 * A whole document that asks nobody for anything: no picture, font or script, so opening it tells nobody. Colours are the reader’s own,
 * apart from the button, which brings both of its; so dark mode needs no second set. What a mail client drops leaves plain text behind.
 */
export function renderHtml(letter: Letter): string {
  const [first = '', ...others] = letter.paragraphs
  const { language, title, footer } = letter
  const direction = directionOf(language)
  return html`<!doctype html>
<html lang="${language}" dir="${direction}" style="color-scheme:light dark;">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<meta name="supported-color-schemes" content="light dark" />
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
<title>${title}</title>
</head>
<body dir="${direction}" style="${styles.page}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tbody><tr><td align="center">
<table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0" style="${styles.table}"><tbody><tr>
<td lang="${language}" dir="${direction}" align="${direction === 'rtl' ? 'right' : 'left'}" style="${styles.cell}">
<h1 style="${styles.title}">${title}</h1>
${[paragraph(first), ...codeOf(letter), ...others.map(paragraph), ...buttonOf(letter)]}
<p style="${styles.footer}">${footer}</p>
</td>
</tr></tbody></table>
</td></tr></tbody></table>
</body>
</html>
`.toString()
}

function paragraph(text: string): Markup {
  const lines = text.split('\n').map((line, index) => (index === 0 ? html`${line}` : html`<br />${line}`))
  return html`<p style="${styles.paragraph}">${lines}</p>\n`
}

/** One run of text, whatever the spacing looks like: copied, it is the six digits and nothing else. */
function codeOf({ code }: Letter): Markup[] {
  return code ? [html`<p dir="ltr" style="${styles.code}">${code}</p>\n`] : []
}

/** The address is there to be read, too: a button alone teaches to click blindly. */
function buttonOf({ button }: Letter): Markup[] {
  if (!button) return []
  const url = webUrl(button.url)
  return [
    html`<p style="margin:0 0 12px;"><a href="${url}" style="${styles.button}">${button.label}</a></p>\n`,
    html`<p dir="ltr" style="${styles.address}">${url}</p>\n`,
  ]
}
