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

function formFor(forms: Counted, count: number, language: Language): string {
  return forms[new Intl.PluralRules(language).select(count)] ?? forms.other
}
