/** The address as a browser will read it; anything but http(s) never becomes a link: `javascript:` would run in the reader’s mail (R128). */
export function webUrl(address: string): string {
  const url = new URL(address)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new TypeError('a link in a message must be http(s)')
  return url.href
}
