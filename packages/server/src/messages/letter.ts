import type { Language } from './language.ts'

/** What a mail says, before it is set as text or as HTML. */
export interface Letter {
  language: Language
  title: string
  /** A line break within one stays a line break. */
  paragraphs: string[]
  /** Stands after the first paragraph, which introduces it. */
  code?: string
  /** Stands after the last one. */
  button?: { label: string; url: string }
  footer: string
}

/** The code, like an address, stands alone on its line: a phone offers to fill it in, and no punctuation is copied with it. */
export function renderText({ paragraphs: [first = '', ...others], code, button }: Letter): string {
  const blocks = [first, ...(code ? [code] : []), ...others, ...(button ? [`${button.label}:\n${button.url}`] : [])]
  return blocks.join('\n\n')
}
