/**
 * Where a page may send the browser afterwards: the target, if it stays on `base` or goes to an exactly allowed origin, else null (R124).
 * The answer is the URL as parsed here, so the browser cannot read the text differently.
 */
export function safeRedirect(target: string, allowedOrigins: readonly string[], base: string): string | null {
  if (target.length > 2048 || hasTricks(target)) return null
  const url = parse(target, base)
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null
  if (url.origin !== new URL(base).origin && !allowedOrigins.includes(url.origin)) return null
  return url.href
}

/** Characters that URL parsers and browsers read in different ways: controls, spaces, backslashes, and `//` at the start. */
function hasTricks(target: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
  if (/[\u0000-\u0020\u007f-\u00a0\\]/.test(target) || /\p{Surrogate}|\p{Cf}/u.test(target)) return true
  return !/^(?:https?:\/\/[^/]|\/(?!\/)|[?#])/i.test(target) || isDoublyEncoded(target)
}

/** `%25` + two hex digits, `%2f%2f`, `%5c` in the path: harmless to us, not to the next proxy that decodes once more. */
function isDoublyEncoded(target: string): boolean {
  const path = target.split(/[?#]/, 1)[0] ?? ''
  return /%25[0-9a-f]{2}|%2f|%5c|%0[0-9a-f]/i.test(path)
}

function parse(target: string, base: string): URL | null {
  try {
    return new URL(target, base)
  } catch {
    return null
  }
}
