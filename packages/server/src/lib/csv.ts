/**
 * A cell of a table. A spreadsheet runs what begins like a formula, and names and addresses can begin so; a leading apostrophe keeps it text
 * (OWASP, CSV injection). Apostrophes that stand there already get one more, so that `fromSafeCell` gives back exactly what was written.
 */
export function safeCell(text: string): string {
  return /^'*[=+\-@\t\r\n]/.test(text) ? `'${text}` : text
}

export function fromSafeCell(text: string): string {
  return /^'+[=+\-@\t\r\n]/.test(text) ? text.slice(1) : text
}
