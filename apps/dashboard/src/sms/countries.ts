const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })

export const isCountry = (word: string) => /^[A-Z]{2}$/.test(word) && regions.of(word) !== undefined

/** The code itself for what has no name. */
export const countryName = (code: string) => (/^[A-Z]{2}$/.test(code) ? regions.of(code) : undefined) ?? code
