const types = {
  'image/png': /^\x89PNG\r\n[\s\S]\n/,
  'image/jpeg': /^\xff\xd8\xff/,
  'image/gif': /^GIF8[79]a/,
  'image/webp': /^RIFF[\s\S]{4}WEBP/,
} as const

export type ImageType = keyof typeof types

/** What the first bytes say, whatever the sender calls it. SVG is no picture here: it is a document that can run scripts. */
export function imageTypeOf(bytes: Uint8Array): ImageType | null {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  const found = Object.entries(types).find(([, start]) => start.test(head))
  return (found?.[0] as ImageType | undefined) ?? null
}
