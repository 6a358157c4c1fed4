/** The languages messages are written in. */
export const languages = ['en', 'de', 'fr', 'es', 'ja', 'ar'] as const

export type Language = (typeof languages)[number]

/**
 * Lookup as in RFC 4647, section 3.4, in an `Accept-Language` header or a single locale. Ours have no subtags, so cutting a range down
 * subtag by subtag always ends at its first. Every range is looked at once: a long header costs no more than its length.
 */
export function findLanguage(wanted: string | null | undefined): Language | undefined {
  let best: Language | undefined
  let bestWeight = 0
  for (const range of (wanted ?? '').split(',')) {
    const [tag = '', ...parameters] = range.split(';', 4)
    const language = languageOf(tag)
    const weight = weightOf(parameters)
    if (!language || !(weight > bestWeight)) continue
    best = language
    bestWeight = weight
  }
  return best
}

/** As `findLanguage`; English for whoever asks for none of ours. */
export function pickLanguage(wanted: string | null | undefined): Language {
  return findLanguage(wanted) ?? 'en'
}

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr'
}

function languageOf(tag: string): Language | undefined {
  // Systems write de_DE where the standard says de-DE.
  const primary = tag.trim().slice(0, 40).toLowerCase().split(/[-_]/, 1)[0]
  return languages.find((language) => language === primary)
}

/** 0 for what is no weight: a range nobody can rank is not asked for. */
function weightOf(parameters: string[]): number {
  if (parameters.length === 0) return 1
  const [, weight] = /^q=([01](?:\.\d{0,3})?)$/i.exec(parameters[0]?.trim().slice(0, 20) ?? '') ?? []
  return Math.min(Number(weight ?? 0), 1)
}
