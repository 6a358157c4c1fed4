/** What is wrong with a transport's URL and how to mend it; reads on from the variable's name and repeats nothing of its value. */
export class TransportUrlError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'TransportUrlError'
  }
}

export interface TransportUrl {
  scheme: string
  user: string
  password: string
  /** Lower case, an IPv6 address without brackets. */
  host: string
  port: number | null
  path: string
  /** `name=value`, as written. */
  query: string[]
}

const encodeHint =
  'Write the characters / ? # @ : % and , of a name, password or secret as %2F %3F %23 %40 %3A %25 and %2C'

/** Reads `scheme://user:password@host:port/path?query`. `what` names the URL in errors, like "has a twilio:// URL". */
export function readUrl(text: string, what: string): TransportUrl {
  // A space or line break in the middle is a broken line of a file, and `URL` would drop it in silence.
  const url = URL.canParse(text) && !/[\s\p{Cc}]/u.test(text) ? new URL(text) : null
  if (!url || !/^(?:[\w.-]+|\[[0-9a-f:.]+\])$/i.test(url.hostname))
    throw new TransportUrlError(`${what} that cannot be read. ${encodeHint}`)
  if (url.hash) throw new TransportUrlError(`${what} with a # in it. ${encodeHint}`)
  return {
    scheme: url.protocol.slice(0, -1),
    user: decode(url.username, what),
    password: decode(url.password, what),
    host: url.hostname.replace(/^\[|\]$/g, '').toLowerCase(),
    port: url.port === '' ? null : Number(url.port),
    path: url.pathname,
    query: url.search.slice(1).split('&').filter(Boolean),
  }
}

/** A query in which `+` stays `+`: `URLSearchParams` makes a space of it, and +1555 would lose its sign. */
export function readQuery(url: TransportUrl, allowed: readonly string[], what: string): Map<string, string> {
  // A / in a password ends the host early, and what stands before it would be taken for the host.
  if (!/^\/?$/.test(url.path)) throw new TransportUrlError(`${what} with a path. ${encodeHint}`)
  const values = new Map<string, string>()
  for (const pair of url.query) {
    const { key, value } = readPair(pair, what)
    if (!allowed.includes(key))
      throw new TransportUrlError(`${what} with a parameter that is not known. It can have: ${allowed.join(', ')}`)
    if (values.has(key)) throw new TransportUrlError(`${what} with ${key} twice. Keep one of them`)
    values.set(key, value)
  }
  return values
}

export function readPair(pair: string, what: string): { key: string; value: string } {
  const at = pair.indexOf('=')
  const [key, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
  return { key: decode(key, what), value: decode(value, what) }
}

function decode(text: string, what: string): string {
  let plain = ''
  try {
    plain = decodeURIComponent(text)
  } catch {
    throw new TransportUrlError(`${what} with a % that begins no escape. ${encodeHint}`)
  }
  // They would end up in a header, or end a field early.
  if (/\p{Cc}/u.test(plain)) throw new TransportUrlError(`${what} with a control character in it. Remove it`)
  return plain
}
