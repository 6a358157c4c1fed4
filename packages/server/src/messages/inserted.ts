import type { Language } from './language.ts'

/** Line breaks end a header, the rest hides or reorders what is read (CVE-2021-42574). */
const unwanted = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu

/** A value somebody else chose, fit for one line: it can add no header and no sentence of its own (R128). */
export function oneLine(value: string): string {
  return value.replace(unwanted, ' ').trim()
}

/** As `oneLine`, but the lines stay: only for the body. */
export function ownLines(value: string): string {
  return value
    .split(/\r\n?|\n/)
    .map(oneLine)
    .join('\n')
}

/** Fills in all `{words}` at once, so that a value with braces in it is never filled in again. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (word, name: string) =>
    Object.hasOwn(values, name) ? oneLine(values[name]!) : word,
  )
}

/** `10 minutes`, in the forms and with the digits that can be typed. */
export function durationIn(language: Language, minutes: number): string {
  return inUnits(language, 'minute', minutes)
}

/** `30 days`, likewise. */
export function daysIn(language: Language, days: number): string {
  return inUnits(language, 'day', days)
}

function inUnits(language: Language, unit: 'minute' | 'day', count: number): string {
  return new Intl.NumberFormat(`${language}-u-nu-latn`, { style: 'unit', unit, unitDisplay: 'long' }).format(count)
}
