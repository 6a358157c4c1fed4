/** GSM 03.38: what fits one byte per letter, 160 to a message. */
const alphabet =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1BÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const escapeByte = 0x1b
const single = new Map([...alphabet].map((letter, code) => [letter, code]))
single.delete('\x1B')
const escaped = new Map<string, number>([
  ['\f', 0x0a],
  ['^', 0x14],
  ['{', 0x28],
  ['}', 0x29],
  ['\\', 0x2f],
  ['[', 0x3c],
  ['~', 0x3d],
  [']', 0x3e],
  ['|', 0x40],
  ['€', 0x65],
])

export interface EncodedText {
  /** SMPP 3.4, 5.2.19. */
  dataCoding: number
  bytes: Buffer
  /** False when a message centre has to cut it up. */
  isOneMessage: boolean
}

/** GSM when every letter is in it, else UCS-2, in which a message has 70 letters. */
export function encodeText(text: string): EncodedText {
  const codes: number[] = []
  for (const letter of text) {
    const code = single.get(letter)
    const second = escaped.get(letter)
    if (code !== undefined) codes.push(code)
    else if (second !== undefined) codes.push(escapeByte, second)
    else {
      const bytes = Buffer.from(text, 'utf16le').swap16()
      return { dataCoding: 8, bytes, isOneMessage: bytes.length <= 140 }
    }
  }
  return { dataCoding: 0, bytes: Buffer.from(codes), isOneMessage: codes.length <= 160 }
}
