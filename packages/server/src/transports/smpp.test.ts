import type { Pdu } from 'smpp'
import { afterEach, describe, expect, test } from 'vitest'
import { listenRaw, type Peer } from '../../test/support/peers/http-peer.ts'
import { acceptSubmit, type Centre, listenSmpp, type OnSubmit } from '../../test/support/peers/message-centre.ts'
import { allWords, errorOf, sms, until } from '../../test/support/peers/outcomes.ts'
import { parseSmsTransports, type SmppConfig } from './parse.ts'
import { openSmpp, type SmppOptions } from './smpp.ts'
import { submitBody } from './smpp-bodies.ts'
import { FieldReader } from './smpp-pdu.ts'
import type { Receipt, Sender, SmsMessage } from './transport.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function listen(onSubmit?: OnSubmit, bindStatus = 0): Promise<Centre> {
  const centre = await listenSmpp(onSubmit, { bindStatus })
  closing.push(centre.close)
  return centre
}

function open(port: number, options: SmppOptions = {}, query = 'from=+15550100'): Sender<SmsMessage> {
  const [config] = parseSmsTransports(`smpp://esme:pa%24sw0rd@127.0.0.1:${port}?${query}`)
  const sender = openSmpp(config as SmppConfig, options)
  closing.push(() => sender.close())
  return sender
}

const soon = () => AbortSignal.timeout(5000)
const send = (sender: Sender<SmsMessage>, body = sms.body) => sender.send({ ...sms, body }, soon())

async function failureOf(sender: Sender<SmsMessage>, signal = soon()) {
  const error = await errorOf(sender.send(sms, signal))
  for (const word of ['pa$sw0rd', 'esme', '424242', sms.to.slice(1)]) expect(allWords(error)).not.toContain(word)
  return error
}

describe('what the centre gets', () => {
  test('one bind for many messages, and for each the numbers, the text and the wish for a receipt', async () => {
    const centre = await listen()
    const sender = open(centre.port)
    expect(await Promise.all([send(sender), send(sender)])).toEqual([{ providerId: 'm-1' }, { providerId: 'm-1' }])
    expect(centre.binds).toHaveLength(1)
    expect(centre.binds[0]).toMatchObject({ system_id: 'esme', password: 'pa$sw0rd' })
    expect(centre.submitted[0]).toMatchObject({
      source_addr: '15550100',
      source_addr_ton: 1,
      destination_addr: '4915112345678',
      dest_addr_ton: 1,
      dest_addr_npi: 1,
      registered_delivery: 1,
      data_coding: 0,
      short_message: { message: sms.body },
    })
  })

  test('how long the text is of use, relative to now: the rest of the code’s life, at most 63 days, nothing without one', () => {
    const periodOf = (lifeSeconds: number | null) => {
      const fields = new FieldReader(submitBody({ ...sms, lifeSeconds }, 'Shop'))
      fields.cString()
      for (let address = 0; address < 2; address++) {
        fields.bytes(2)
        fields.cString()
      }
      fields.bytes(3)
      fields.cString()
      return fields.cString()
    }
    expect([600, 59.9, 90_061, 400 * 86_400].map(periodOf)).toEqual([
      '000000001000000R',
      '000000000059000R',
      '000001010101000R',
      '000203000000000R',
    ])
    expect(periodOf(null)).toBe('')
  })

  test.each([
    ['@£$ é {[€]} ~^\\|', 0, 'short_message'],
    ['code für 🔑 и', 8, 'short_message'],
    ['x'.repeat(160), 0, 'short_message'],
    [`${'x'.repeat(159)}€`, 0, 'message_payload'],
    ['я'.repeat(70), 8, 'short_message'],
    ['я'.repeat(71), 8, 'message_payload'],
    ['long '.repeat(200), 0, 'message_payload'],
  ] as const)('%j arrives as it was written', async (body, coding, field) => {
    const centre = await listen()
    await send(open(centre.port), body)
    const [pdu] = centre.submitted
    expect(pdu!.data_coding).toBe(coding)
    expect(pdu![field]?.message).toBe(body)
  })

  test.each([
    ['from=Shop', { source_addr: 'Shop', source_addr_ton: 5, source_addr_npi: 0 }],
    ['from=12345', { source_addr: '12345', source_addr_ton: 3 }],
    ['', { source_addr: '', source_addr_ton: 0 }],
  ])('the sender %j has its type of number', async (query, expected) => {
    const centre = await listen()
    await send(open(centre.port, {}, query))
    expect(centre.submitted[0]).toMatchObject(expected)
  })

  test('a recipient that is no number is not even connected for', async () => {
    const centre = await listen()
    const error = await errorOf(open(centre.port).send({ ...sms, to: '+49151\0\x01' }, soon()))
    expect(error.outcome).toBe('refused')
    expect(centre.sessions).toEqual([])
  })
})

describe('how it can end', () => {
  test.each([
    [0x0b, { outcome: 'refused' }],
    [0x58, { outcome: 'failed', retryAfterSeconds: 1 }],
    [0x14, { outcome: 'failed', retryAfterSeconds: 1 }],
    [0x08, { outcome: 'failed' }],
    [0x45, { outcome: 'failed' }],
  ])('the status %i says what became of it', async (command_status, expected) => {
    const centre = await listen((pdu, session) => session.send(pdu.response({ command_status })))
    expect(await failureOf(open(centre.port))).toMatchObject(expected)
  })

  test('a bind that is refused, or nobody at the port, is a certain failure', async () => {
    const centre = await listen(acceptSubmit, 0x0e)
    expect(await failureOf(open(centre.port))).toMatchObject({
      outcome: 'failed',
      message: 'smpp 127.0.0.1: the bind was refused (0x0E)',
    })
    expect(await failureOf(open(1))).toMatchObject({ outcome: 'failed' })
  })

  test('a centre that hangs leaves it open whether it accepted, and the connection is let go', async () => {
    const stop = new AbortController()
    const centre = await listen(() => stop.abort())
    expect(await failureOf(open(centre.port), stop.signal)).toMatchObject({ outcome: 'ambiguous' })
    await until(() => centre.sessions.length === 0 || centre.binds.length > 1)
  })

  test('one that hangs with one message keeps the connection of another', async () => {
    const stop = new AbortController()
    const later: (() => void)[] = []
    const centre = await listen((pdu, session) => {
      later.push(() => acceptSubmit(pdu, session))
      if (later.length === 2) stop.abort()
    })
    const sender = open(centre.port)
    const [hung, other] = [failureOf(sender, stop.signal), send(sender)]
    expect(await hung).toMatchObject({ outcome: 'ambiguous' })
    for (const answer of later) answer()
    expect(await other).toEqual({ providerId: 'm-1' })
    expect(centre.binds).toHaveLength(1)
  })

  test('a connection that is reset after the message leaves it open', async () => {
    const centre = await listen((_pdu, session) => session.socket.resetAndDestroy())
    expect(await failureOf(open(centre.port))).toMatchObject({ outcome: 'ambiguous' })
  })

  test('rubbish after the message leaves it open, and an answer to something else too', async () => {
    const rubbish = await listen((_pdu, session) => session.socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(await failureOf(open(rubbish.port))).toMatchObject({ outcome: 'ambiguous' })
    const other = await listen((pdu, session) => {
      const header = Buffer.from('00000010800000150000000000000000', 'hex')
      header.writeUInt32BE(pdu.sequence_number, 12)
      session.socket.write(header)
    })
    expect(await failureOf(open(other.port))).toMatchObject({ outcome: 'ambiguous' })
  })

  test.each(['HTTP/1.1 400\r\n\r\n', '\0\0\0\x04', '\xff\xff\xff\xff'])(
    'rubbish instead of a bind is a certain failure: %j',
    async (text) => {
      const peer: Peer = await listenRaw((socket) => socket.write(text, 'latin1'))
      closing.push(peer.close)
      expect(await failureOf(open(Number(new URL(peer.base).port)))).toMatchObject({ outcome: 'failed' })
    },
  )

  test('an abort while it still binds is a certain failure, and close ends that wait at once', async () => {
    const peer: Peer = await listenRaw((socket) => socket.resume())
    closing.push(peer.close)
    const sender = open(Number(new URL(peer.base).port))
    expect(await failureOf(sender, AbortSignal.timeout(50))).toMatchObject({ outcome: 'failed' })
    await sender.close()
    await until(() => peer.open() === 0)
    expect(await failureOf(sender)).toMatchObject({ outcome: 'failed' })
  })
})

describe('the connection', () => {
  test('is made anew when the centre drops it, and a message is sent on the new one', async () => {
    const centre = await listen()
    const sender = open(centre.port)
    await send(sender)
    centre.sessions[0]!.socket.destroy()
    await until(() => centre.binds.length === 2)
    expect(await send(sender)).toEqual({ providerId: 'm-1' })
    expect(centre.binds).toHaveLength(2)
  })

  test('is tried less and less often while nobody answers, and messages are not kept waiting for it', async () => {
    let tries = 0
    const peer: Peer = await listenRaw((socket) => {
      tries += 1
      socket.destroy()
    })
    closing.push(peer.close)
    const sender = open(Number(new URL(peer.base).port))
    const errors = []
    const end = performance.now() + 1200
    while (performance.now() < end) errors.push(await failureOf(sender))
    expect(errors.every((error) => error.outcome === 'failed')).toBe(true)
    expect(errors.at(-1)?.retryAfterSeconds).toBeGreaterThanOrEqual(1)
    expect(tries).toBeLessThan(6)
  })

  test('is asked whether it lives, and replaced when it does not answer', async () => {
    const centre = await listen()
    await send(open(centre.port, { timing: { enquireMs: 30, bindMs: 1000 } }))
    await until(() => centre.enquiries >= 2)
    expect(centre.binds).toHaveLength(1)
    centre.sessions[0]!.removeAllListeners('enquire_link')
    await until(() => centre.binds.length === 2)
  })

  test('answers the centre’s own questions, and ends when it says good-bye', async () => {
    const centre = await listen()
    const sender = open(centre.port)
    await send(sender)
    await new Promise((resolve) => centre.sessions[0]!.enquire_link(resolve))
    await sender.close()
    await until(() => centre.sessions.length === 0)
    expect(centre.binds).toHaveLength(1)
  })
})

describe('receipts', () => {
  const text = (id: string, stat: string) =>
    `id:${id} sub:001 dlvrd:001 submit date:2601010000 done date:2601010000 stat:${stat} err:000 text:`

  test('tell in words or in fields what became of a message; a text somebody wrote is none', async () => {
    const centre = await listen()
    const receipts: Receipt[] = []
    await send(open(centre.port, { onReceipt: async (receipt) => receipts.push(receipt) > 0 }))
    const [session] = centre.sessions
    const deliver = (options: Record<string, unknown>) =>
      new Promise<Pdu>((resolve) =>
        session!.deliver_sm({ source_addr: '49151', destination_addr: '1555', ...options }, resolve),
      )
    await deliver({ esm_class: 4, short_message: text('m-1', 'DELIVRD') })
    await deliver({ esm_class: 4, short_message: text('m-2', 'UNDELIV') })
    await deliver({ esm_class: 4, short_message: text('m-3', 'ENROUTE') })
    await deliver({ esm_class: 4, short_message: text('m-4', 'NOSENSE') })
    await deliver({ esm_class: 4, short_message: '', receipted_message_id: 'm-5', message_state: 5 })
    await deliver({ esm_class: 0, short_message: text('m-6', 'DELIVRD') })
    await deliver({ esm_class: 4, short_message: 'no receipt' })
    const transport = 'smpp 127.0.0.1'
    expect(receipts).toEqual([
      { transport, providerId: 'm-1', status: 'delivered' },
      { transport, providerId: 'm-2', status: 'failed' },
      { transport, providerId: 'm-3', status: 'pending' },
      { transport, providerId: 'm-4', status: 'unknown' },
      { transport, providerId: 'm-5', status: 'failed' },
    ])
  })

  test('are acknowledged once they are stored, and asked for again where that failed (R138)', async () => {
    const centre = await listen()
    const answers = [false, true]
    await send(open(centre.port, { onReceipt: async () => answers.shift() ?? true }))
    const deliver = () =>
      new Promise<Pdu>((resolve) =>
        centre.sessions[0]!.deliver_sm({ esm_class: 4, short_message: text('m-1', 'DELIVRD') }, resolve),
      )
    expect((await deliver()).command_status).toBe(0x64)
    expect((await deliver()).command_status).toBe(0)
  })
})
