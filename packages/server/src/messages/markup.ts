/** Text that is HTML already. Nothing else makes one than the tag below, so nothing reaches a page unescaped (R128). */
export class Markup {
  readonly #text: string
  private constructor(text: string) {
    this.#text = text
  }

  /** Escapes every value that is no markup itself; a list is written one after the other. */
  static html(strings: TemplateStringsArray, ...values: (string | Markup | Markup[])[]): Markup {
    return new Markup(strings.reduce((text, next, index) => text + written(values[index - 1] ?? '') + next))
  }

  toString(): string {
    return this.#text
  }
}

export const { html } = Markup

function written(value: string | Markup | Markup[]): string {
  if (Array.isArray(value)) return value.join('')
  return typeof value === 'string' ? escapeText(value) : value.toString()
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
