/** What a person typed or pasted, turned into what a code field holds. Pure, so that caret and paste rules can be tested. */

/**
 * Digits of any script become 0–9; spaces and hyphens go. Of pasted text the one code in it is taken. Text without exactly one, such as a backup code
 * in the field of the app, stays as it was pasted: digits picked from it would be a wrong guess, and the server names what it looks like.
 */
export function digitsOf(text: string, length: number): string {
  const plain = asciiDigits(text.replace(/\p{Cf}/gu, '').normalize('NFKC')).trim()
  const digits = plain.replace(/\D/g, '')
  const signs = plain.replace(/[^\p{L}\p{N}]/gu, '').length
  const isTyped = !/\p{L}/u.test(plain) && digits.length < 2 * length
  if (isTyped || signs <= length) return digits.slice(0, length)
  const codes = new Set(codesIn(plain, length))
  const [code] = codes
  return codes.size === 1 && code !== undefined ? code : text.trim()
}

function codesIn(text: string, length: number): string[] {
  const half = Math.floor(length / 2)
  const digits = `\\d{${half}}[ -]?\\d{${length - half}}`
  // Part of a backup code or a longer number is no code of its own. `G-123456` is, as some senders write it.
  const found = text.matchAll(
    new RegExp(`(?<![\\p{L}\\p{N}]|[\\p{L}\\p{N}]{2}-|\\d )${digits}(?![\\p{L}\\p{N}]|[ -]\\d)`, 'gu'),
  )
  return [...found].map(([code]) => code.replace(/\D/g, ''))
}

/** Unicode encodes the digits of a script as ten code points in a row; some scripts follow each other without a gap. */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const point = digit.codePointAt(0) ?? 0
    let first = point
    while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1
    return String((point - first) % 10)
  })
}

/** One of our codes within other text, such as a line of a saved list. */
const ownCode = /(?<![\p{L}\p{N}-])[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{6}(?![\p{L}\p{N}-])/gu

/** Letters and digits in capitals, in groups; the last group takes the rest: `abcdefghi…` → `ABCD-EFGH-I…`. */
export function groupedCode(text: string, groups: readonly number[], length: number): string {
  const [own, ...others] = new Set(
    text
      .toUpperCase()
      .replace(/\p{Cf}/gu, '')
      .match(ownCode),
  )
  const plain = plainCode(own !== undefined && others.length === 0 ? own : text).slice(0, length)
  const parts: string[] = []
  let start = 0
  for (const size of groups) {
    parts.push(plain.slice(start, start + size))
    start += size
  }
  parts.push(plain.slice(start))
  return parts.filter(Boolean).join('-')
}

export function plainCode(text: string): string {
  return asciiDigits(text.normalize('NFKC'))
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
}

/** Where the caret belongs in `formatted` so that as many signs stand before it as stood before it in `typed`. */
export function caretAfter(typed: string, caret: number, formatted: string, isSign: (character: string) => boolean) {
  let wanted = [...typed.slice(0, caret)].filter(isSign).length
  let position = 0
  while (wanted > 0 && position < formatted.length) {
    if (isSign(formatted[position] ?? '')) wanted -= 1
    position += 1
  }
  return position
}
