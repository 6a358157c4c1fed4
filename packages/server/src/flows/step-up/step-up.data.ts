import type { StepUpData } from '@countersign/contract'
import { z } from 'zod'
import { hashToken } from '../../lib/hashing.ts'

/**
 * Characters that make a line look like another one: controls, line breaks, those that turn the direction of what follows, and those of no
 * width. With them somebody could read “10” where 1 000 is approved. (Joiners stay: Persian and emoji are written with them.)
 */
const misleading = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u00ad\u200b\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]/u
const line = z
  .string()
  .max(500)
  .refine((text) => !misleading.test(text))
const value = z.union([line, z.boolean(), z.null(), z.number().refine(isExact)])
const most = 20

/** Flat and short, so that the person sees all of what they approve. */
export const stepUpData = z
  .record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]{0,39}$/), value)
  .refine((data) => Object.keys(data).length <= most)

/** A whole number too large to be told from its neighbours would be approved as one and paid as another. */
function isExact(number: number): boolean {
  return !Number.isInteger(number) || Number.isSafeInteger(number)
}

/**
 * Canonical JSON (RFC 8785) of flat data: names in the order of their UTF-16 units, no white space. The same data has the same text
 * whoever wrote it, so browser and server may each build theirs.
 */
export function canonical(data: StepUpData): string {
  const names = Object.keys(data).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(data[name])}`).join(',')}}`
}

export function hashData(data: StepUpData): string {
  return hashToken(canonical(data))
}
