/** Up to here the code is of version 8 at most, whose modules are large on any screen. */
const shortBytes = 150
/** Version 12 with the lowest error correction: 65 modules, 4 pixels each on the smallest phone. */
const longestBytes = 360
/** Version 10 with medium error correction. */
const mediumBytes = 213

export interface QrText {
  text: string
  /** A screen has no dirt and no creases: long texts do better with larger modules than with more correction. */
  ecc: 'M' | 'L'
}

/**
 * What the QR code of a setup URI holds. Names of any length are possible there, and a code of thousands of modules reads on no phone: from a
 * certain length on the issuer stands there once, default parameters are left out, and then the names are cut. The secret is never changed.
 */
export function qrTextOf(uri: string): QrText {
  const text = bytesOf(uri) <= shortBytes ? uri : shortened(uri)
  return { text, ecc: bytesOf(text) <= mediumBytes ? 'M' : 'L' }
}

function shortened(uri: string): string {
  const parts = /^(otpauth:\/\/totp\/)([^?]*)\?(.*)$/.exec(uri)
  if (!parts) return uri
  const [, start = '', label = '', query = ''] = parts
  const parameters = query.split('&').filter((part) => !defaults.has(part))
  const issuer = parameters.find((part) => part.startsWith('issuer='))?.slice('issuer='.length) ?? ''
  const rest = parameters.filter((part) => !part.startsWith('issuer='))
  const account = issuer && label.startsWith(`${issuer}:`) ? label.slice(issuer.length + 1) : label
  const put = (name: string, by: string) => `${start}${name}?${[...rest, ...(by ? [`issuer=${by}`] : [])].join('&')}`
  const room = longestBytes - bytesOf(put('', '')) - 'issuer='.length
  // The issuer tells accounts apart in the app, so that it keeps half of the room at least.
  const cutAccount = cut(account, Math.max(room - bytesOf(issuer), Math.floor(room / 2)))
  return put(cutAccount, cut(issuer, room - bytesOf(cutAccount)))
}

/** What authenticator apps assume (Key URI format). */
const defaults: ReadonlySet<string> = new Set(['algorithm=SHA1', 'digits=6', 'period=30'])

/** Cuts encoded text between characters, and says so with an ellipsis. */
function cut(encoded: string, bytes: number): string {
  if (bytesOf(encoded) <= bytes) return encoded
  const ellipsis = encodeURIComponent('…')
  let kept = ''
  for (const character of decodeURIComponent(encoded)) {
    const next = kept + encodeURIComponent(character)
    if (next.length + ellipsis.length > bytes) break
    kept = next
  }
  return kept + ellipsis
}

const bytesOf = (text: string) => new TextEncoder().encode(text).length
