/**
 * Cleans what people type and paste. Every reader of an identifier or a code starts here, so that no path can forget it.
 * Only format characters (category Cf) are removed: no stored identifier can contain one, so nothing that is stored gets another name.
 */

/** Zero-width characters, bidirectional controls, soft hyphens and byte order marks, which come along when text is copied. */
const invisible = /\p{Cf}/gu

export function cleanText(input: string): string {
  return input.replace(invisible, '').normalize('NFKC').trim()
}

/** The decimal digits of every script as 0 to 9. Unicode encodes each set as ten code points in a row, from zero to nine. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)))
}

function digitValue(point: number): number {
  let first = point
  // Some sets follow each other without a gap.
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1
  return (point - first) % 10
}

/** Longer text than an address with a name around it has. */
const longest = 1024

/** An email address out of `mailto:ada@example.com`, `<ada@example.com>`, `Ada <ada@example.com>` and `ada@example.com.` */
export function cleanEmail(input: string): string {
  if (input.length > longest) return input
  const text = cleanText(input).replace(/[.,;]+$/, '')
  const link = /^mailto:([^?]*)/i.exec(text)
  if (link) return decoded(link[1] ?? '')
  // A name or a second address with an at sign could be taken for the mailbox, so there may be only one at sign.
  const named = /^[^<>@]*<([^<>@]+@[^<>@]+)>$/.exec(text)
  return (named?.[1] ?? text).trim()
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A phone number out of `tel:+49-151-…`, with digits of any script and every kind of dash. */
export function cleanNumber(input: string): string {
  if (input.length > longest) return input
  const text = asciiDigits(cleanText(input)).replace(/[\p{Pd}\u2212]/gu, '-')
  return text
    .replace(/^tel:/i, '')
    .replace(/[.,;]+$/, '')
    .trim()
}

/** A username as it is typed. A full stop at the end stays, since a username may end with one. */
export function cleanName(input: string): string {
  return cleanText(input).replace(/,+$/, '')
}
