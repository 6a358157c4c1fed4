import { encodeText } from './gsm7.ts'
import type { SmppConfig } from './parse.ts'
import { cString, FieldReader, tlv } from './smpp-pdu.ts'
import type { Receipt, SmsMessage } from './transport.ts'

/** 4.1.5: a transceiver, interface version 3.4. */
export function bindBody({ user, password }: SmppConfig): Buffer {
  return Buffer.concat([cString(user), cString(password), cString(''), Buffer.from([0x34, 0, 0]), cString('')])
}

/** 4.4.1, with a receipt wanted. What a message centre has to cut up goes whole into `message_payload`. */
export function submitBody(message: SmsMessage, from: string | null): Buffer {
  const { dataCoding, bytes, isOneMessage } = encodeText(message.body)
  const short = isOneMessage ? bytes : Buffer.alloc(0)
  return Buffer.concat([
    cString(''),
    sourceAddress(from),
    address(1, 1, message.to.slice(1)),
    Buffer.from([0, 0, 0]),
    cString(''),
    cString(validityPeriod(message.lifeSeconds)),
    Buffer.from([1, 0, dataCoding, 0, short.length]),
    short,
    ...(isOneMessage ? [] : [tlv(0x0424, bytes)]),
  ])
}

/** 7.1.1.2: relative to now, at most 63 days, which message centres agree on. Empty leaves it to the centre. */
function validityPeriod(lifeSeconds: number | null): string {
  if (lifeSeconds === null) return ''
  const seconds = Math.min(Math.max(1, Math.floor(lifeSeconds)), 63 * 86_400)
  const two = (value: number) => String(value).padStart(2, '0')
  const days = Math.floor(seconds / 86_400)
  const parts = [
    Math.floor(days / 30),
    days % 30,
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ]
  return `00${parts.map(two).join('')}000R`
}

/** 5.2.5 and 5.2.6: international, national network's own (short codes), letters. */
function sourceAddress(from: string | null): Buffer {
  if (from === null) return address(0, 0, '')
  if (/^\+[0-9]+$/.test(from)) return address(1, 1, from.slice(1))
  return /^[0-9]+$/.test(from) ? address(3, 0, from) : address(5, 0, from)
}

function address(type: number, plan: number, digits: string): Buffer {
  return Buffer.concat([Buffer.from([type, plan]), cString(digits)])
}

const byState = [
  'unknown',
  'pending',
  'delivered',
  'failed',
  'failed',
  'failed',
  'pending',
  'unknown',
  'failed',
] as const
const byWord: Record<string, Receipt['status']> = {
  ENROUTE: 'pending',
  ACCEPTD: 'pending',
  DELIVRD: 'delivered',
  EXPIRED: 'failed',
  DELETED: 'failed',
  UNDELIV: 'failed',
  REJECTD: 'failed',
}

/** The receipt in a deliver_sm (4.6.1): in its TLVs (5.3.2.12, 5.3.2.35), else in words (appendix B). Null for a message somebody wrote. */
export function readReceipt(body: Buffer): Omit<Receipt, 'transport'> | null {
  const fields = new FieldReader(body)
  fields.cString()
  for (let address = 0; address < 2; address++) {
    fields.bytes(2)
    fields.cString()
  }
  const isReceipt = (fields.byte() & 0x3c) === 0x04
  fields.bytes(2)
  fields.cString()
  fields.cString()
  fields.bytes(4)
  const short = fields.bytes(fields.byte())
  const tlvs = fields.tlvs()
  const text = (short.length > 0 ? short : (tlvs.get(0x0424) ?? short)).toString('latin1')
  const named = tlvs.get(0x001e)
  const providerId = named ? new FieldReader(named).cString() : /\bid:([^\s\0]{1,65})/i.exec(text)?.[1]
  if (!isReceipt || !providerId) return null
  const state = tlvs.get(0x0427)?.[0]
  const word = /\bstat:([A-Z]{7})/i.exec(text)?.[1]?.toUpperCase() ?? ''
  const status = state !== undefined ? byState[state] : Object.hasOwn(byWord, word) ? byWord[word] : undefined
  return { providerId, status: status ?? 'unknown' }
}
