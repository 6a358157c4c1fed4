import { fill } from './inserted.ts'
import type { Language } from './language.ts'
import { textsIn } from './texts/index.ts'
import type { Counted } from './texts/texts.ts'

/** From where somebody signed in, as far as a request tells. */
export function deviceDetail(language: Language, userAgent: string | null, address: string): string {
  const { device, unknownBrowser } = textsIn[language].details
  return fill(device, { browser: userAgent?.slice(0, 200) ?? unknownBrowser, address })
}

/** As many backup codes are few: it is time for new ones. */
export const fewCodes = 3

/** How many backup codes are left, and that it is time for new ones when they are few. */
export function codesLeftDetail(language: Language, left: number): string {
  const { codesLeft, fewCodesLeft } = textsIn[language].details
  return fill(formFor(left <= fewCodes ? fewCodesLeft : codesLeft, left, language), { left: String(left) })
}

/** From when until when a new second factor can be set up. */
export function recoveryDetail(language: Language, readyAt: number, expiresAt: number): string {
  const [ready, end] = [momentIn(language, readyAt), momentIn(language, expiresAt)]
  return fill(textsIn[language].details.recovery, { ready, end })
}

/** By when a second factor is wanted. */
export function deadlineDetail(language: Language, until: number): string {
  return fill(textsIn[language].details.deadline, { deadline: momentIn(language, until) })
}

/** In UTC, and it says so: nobody here knows where the reader is. */
function momentIn(language: Language, at: number): string {
  const format = new Intl.DateTimeFormat(`${language}-u-nu-latn-ca-gregory`, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  })
  return `${format.format(at)} UTC`
}

function formFor(forms: Counted, count: number, language: Language): string {
  return forms[new Intl.PluralRules(language).select(count)] ?? forms.other
}
