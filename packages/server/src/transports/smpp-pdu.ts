/** SMPP 3.4, as much of it as sending one text needs. Numbers of sections are those of the specification. */

/** 5.1.2.1 */
export const commands = {
  genericNack: 0x80000000,
  bindTransceiver: 0x09,
  submitSm: 0x04,
  deliverSm: 0x05,
  unbind: 0x06,
  enquireLink: 0x15,
} as const
const responseBit = 0x80000000

export interface Pdu {
  command: number
  status: number
  sequence: number
  body: Buffer
}

export const responseOf = (command: number) => (command | responseBit) >>> 0
export const isResponse = (pdu: Pdu) => (pdu.command & responseBit) !== 0

export function encodePdu({ command, status, sequence, body }: Pdu): Buffer {
  const header = Buffer.alloc(16)
  header.writeUInt32BE(16 + body.length, 0)
  header.writeUInt32BE(command, 4)
  header.writeUInt32BE(status, 8)
  header.writeUInt32BE(sequence, 12)
  return Buffer.concat([header, body])
}

/** No PDU for one text is longer; a length beyond it means that the other side speaks something else. */
const longest = 65_536

/** Takes whole PDUs off a stream that arrives in pieces. Throws at what is no SMPP. */
export class PduReader {
  *read(chunk: Buffer): Generator<Pdu> {
    this.rest = Buffer.concat([this.rest, chunk])
    while (this.rest.length >= 4) {
      const length = this.rest.readUInt32BE(0)
      if (length < 16 || length > longest) throw new Error('Not SMPP.')
      if (this.rest.length < length) return
      const pdu = this.rest.subarray(0, length)
      this.rest = this.rest.subarray(length)
      yield {
        command: pdu.readUInt32BE(4),
        status: pdu.readUInt32BE(8),
        sequence: pdu.readUInt32BE(12),
        body: pdu.subarray(16),
      }
    }
  }

  private rest: Buffer = Buffer.alloc(0)
}

/** A text that ends with a zero byte; a zero within would end the field early and begin the next with our words. */
export function cString(text: string): Buffer {
  return Buffer.from(`${text.replaceAll('\0', '')}\0`, 'latin1')
}

export function tlv(tag: number, value: Buffer): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt16BE(tag, 0)
  header.writeUInt16BE(value.length, 2)
  return Buffer.concat([header, value])
}

/** Reads a body field by field; past its end everything is empty or zero. */
export class FieldReader {
  private at = 0
  private readonly body: Buffer

  constructor(body: Buffer) {
    this.body = body
  }

  byte(): number {
    return this.body[this.at++] ?? 0
  }

  cString(): string {
    const end = this.body.indexOf(0, this.at)
    const text = this.body.toString('latin1', this.at, end < 0 ? this.body.length : end)
    this.at = end < 0 ? this.body.length : end + 1
    return text
  }

  bytes(length: number): Buffer {
    const bytes = this.body.subarray(this.at, this.at + length)
    this.at += length
    return bytes
  }

  /** What is left, by tag. */
  tlvs(): Map<number, Buffer> {
    const found = new Map<number, Buffer>()
    while (this.at + 4 <= this.body.length) {
      const tag = this.body.readUInt16BE(this.at)
      const length = this.body.readUInt16BE(this.at + 2)
      this.at += 4
      found.set(tag, this.bytes(length))
    }
    return found
  }
}
