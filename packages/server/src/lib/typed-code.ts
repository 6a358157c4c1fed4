import { AppError } from '@countersign/contract'
import { asciiDigits, cleanText } from './typed.ts'

export type ReadCode = { code: string } | { refused: 'none' | 'several' | 'backup_code' }

/** Whole messages are pasted; a code stands in the first part of one. */
const longestMessage = 4096

/**
 * The one code of a length in `lengths` that was typed, or pasted with the message around it. Two different codes are refused, never both tried; the
 * same one twice is one, as in messages that repeat it for the browser (`@example.com #123456`).
 */
export function readCode(input: string, lengths: readonly number[]): ReadCode {
  // Control characters other than tabs and line breaks come from no keyboard and no message; a broken character may have been anything.
  if (input.length > longestMessage || /[^\P{C}\p{Cf}\t\r\n]|\ufffd/u.test(input)) return { refused: 'none' }
  const text = asciiDigits(cleanText(input)).replace(/[\p{Pd}\u2212]/gu, '-')
  if (isBackupCode(text)) return { refused: 'backup_code' }
  // Digits alone, spaced as apps and messages show them. Lines are not joined: each may be a code of its own.
  const digits = text.replace(/[ .,-]/g, '')
  if (/^\d[\d .,-]*$/.test(text) && lengths.includes(digits.length)) return { code: digits }
  const codes = new Set(lengths.flatMap((length) => codesIn(text, length)))
  const [code] = codes
  if (code === undefined) return { refused: 'none' }
  return codes.size === 1 ? { code } : { refused: 'several' }
}

/**
 * Digits next to a Latin letter, to more digits or to a sign are part of something else. Other scripts write codes without spaces around
 * them, and some senders put a short prefix before one (`G-123456`).
 */
const before = String.raw`(?<![\p{sc=Latn}\p{N}_+]|^-|\d[.:/-]|\d{3},|[\p{sc=Latn}\p{N}]{4}-)`
const after = String.raw`(?![\p{sc=Latn}\p{N}_]|[.:/-]\d|,\d{3}|['’]?--)`

/** Codes within other text: digits together, or in two halves. */
function codesIn(text: string, length: number): string[] {
  const half = length / 2
  const whole = text.matchAll(new RegExp(String.raw`${before}\d{${length}}${after}`, 'gu'))
  const halves = text.matchAll(new RegExp(String.raw`(?<!\d )${before}\d{${half}}[ -]\d{${half}}(?! \d)${after}`, 'gu'))
  return [...whole, ...halves].map(([found]) => found.replace(/\D/g, ''))
}

/** One word of letters and digits, or our own form with spaces. `G-123456`, as some senders write it, is a code with a prefix. */
function isBackupCode(text: string): boolean {
  if (!/\p{L}/u.test(text) || /^\p{L}{1,3}-\d+[.,]*$/u.test(text)) return false
  if (/^[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{6}$/.test(text)) return true
  return /^[0-9A-Za-z-]{8,64}[.,]*$/.test(text) && /\d/.test(text)
}

const refusals = {
  none: 'form_code_missing',
  several: 'form_code_several',
  backup_code: 'form_code_is_backup_code',
} as const

/** Errors that name what was pasted; nothing was compared. */
export const codeRefusals: ReadonlySet<string> = new Set(Object.values(refusals))

/** The code, or the error that names what was pasted in its place. It is thrown before anything is charged or read about an account (R9). */
export function requireCode(input: string | undefined, lengths: readonly number[] = [6]): string {
  if (input === undefined || input === '') throw new AppError('form_param_missing', { param_name: 'code' })
  const read = readCode(input, lengths)
  if ('refused' in read) throw new AppError(refusals[read.refused])
  return read.code
}
