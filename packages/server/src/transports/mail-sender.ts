/** Who mails come from, as two fields: as one text, a comma in the name would make a list of senders of it. */
export interface MailSender {
  name: string
  address: string
}

/** Reads `no-reply@example.com`, `Acme, Inc. <no-reply@example.com>` or the same with the name in quotes; null for anything else. */
export function readMailSender(text: string): MailSender | null {
  const bracketed = /^(.*?)<([^<>]*)>$/su.exec(text.trim())
  const name = unquoted((bracketed?.[1] ?? '').trim())
  const address = (bracketed?.[2] ?? text).trim()
  const isAddress = /^[^\s\p{Cc}@<>()[\]\\,;:"]+@[^\s\p{Cc}@<>()\\,;"]+$/u.test(address)
  return isAddress && !/[\p{Cc}<>]/u.test(name) ? { name, address } : null
}

/** RFC 5322, 3.2.4. */
function unquoted(name: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/su.exec(name)?.[1]
  return quoted === undefined ? name : quoted.replace(/\\(.)/gsu, '$1')
}
