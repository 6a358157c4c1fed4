/** What a person typed or pasted, turned into what a code field holds. Pure, so that caret and paste rules can be tested. */

/** Digits of any script become 0–9; spaces, hyphens and anything else go. */
export function digitsOf(text: string, length: number): string {
  let digits = ''
  for (const character of text.normalize('NFKC')) {
    const digit = asciiDigit(character)
    if (digit !== null) digits += digit
    if (digits.length === length) break
  }
  return digits
}

/** Arabic-Indic, Persian and Devanagari digits: the scripts whose keyboards send their own digits. */
const zeros = [0x30, 0x660, 0x6f0, 0x966]

function asciiDigit(character: string): string | null {
  const point = character.codePointAt(0) ?? 0
  for (const zero of zeros) if (point >= zero && point <= zero + 9) return String(point - zero)
  return null
}

/** Letters and digits in capitals, in groups; the last group takes the rest: `abcdefghi…` → `ABCD-EFGH-I…`. */
export function groupedCode(text: string, groups: readonly number[], length: number): string {
  const plain = plainCode(text).slice(0, length)
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
  return text
    .normalize('NFKC')
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
