import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, test } from 'vitest'
import { makeCertificate } from '../../test/support/peers/certificate.ts'
import { listenRaw, type Peer } from '../../test/support/peers/http-peer.ts'
import { allWords, errorOf, until } from '../../test/support/peers/outcomes.ts'
import { openMailSender } from './open.ts'
import { parseMailTransport } from './parse.ts'
import type { MailMessage, Sender } from './transport.ts'

const pair = makeCertificate()
const mail: MailMessage = {
  id: 'msg_1',
  to: 'maria@example.com',
  subject: '424242 is your code',
  text: 'The code:\n\n424242\n.\nEnd',
}
const from = { name: 'Countersign, Inc.', address: 'no-reply@example.org' }
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

interface Arrived {
  from: string
  to: string[]
  isTls: boolean
  user: unknown
  content: string
}

async function listen(options: SMTPServerOptions = {}) {
  const arrived: Arrived[] = []
  const state = { arrived, port: 0, connections: 0 }
  const server = new SMTPServer({
    ...pair,
    onAuth: (auth, _session, done) =>
      auth.password === 'pa$sw0rd' ? done(null, { user: auth.username }) : done(new Error(`wrong: ${auth.password}`)),
    onConnect: (_session, done) => {
      state.connections += 1
      done()
    },
    onData: (stream, session, done) => {
      let content = ''
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        content += chunk
      })
      stream.on('end', () => {
        const sender = session.envelope.mailFrom
        arrived.push({
          from: sender ? sender.address : '',
          to: session.envelope.rcptTo.map(({ address }) => address),
          isTls: session.secure,
          user: session.user,
          content,
        })
        done(null)
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  state.port = (server.server.address() as AddressInfo).port
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return state
}

async function open(port: number, { scheme = 'smtp', user = 'app:pa%24sw0rd@', query = '', ca = pair.cert } = {}) {
  const config = parseMailTransport(`${scheme}://${user}127.0.0.1:${port}${query}`)
  const sender = (await openMailSender(config, from, { ca }))!
  closing.push(() => sender.close())
  return sender
}

const soon = () => AbortSignal.timeout(5000)

async function failureOf(sender: Sender<MailMessage>, signal = soon(), message = mail) {
  const error = await errorOf(sender.send(message, signal))
  for (const word of ['pa$sw0rd', 'cGEkc3cwcmQ', '424242', 'maria']) expect(allWords(error)).not.toContain(word)
  return error
}

const answer = (responseCode: number) => Object.assign(new Error('maria pa$sw0rd 424242'), { responseCode })

describe('what the server gets', () => {
  test('one recipient, over TLS, from the address alone, on one connection for many mails', async () => {
    const server = await listen()
    const sender = await open(server.port)
    expect(await sender.send(mail, soon())).toEqual({ providerId: '<msg_1@example.org>' })
    await sender.send({ ...mail, html: '<b>424242</b>', headers: { 'X-Kind': 'code' } }, soon())
    expect(server.connections).toBe(1)
    expect(server.arrived).toHaveLength(2)
    expect(server.arrived[0]).toMatchObject({
      from: 'no-reply@example.org',
      to: ['maria@example.com'],
      isTls: true,
      user: 'app',
    })
    expect(server.arrived[0]!.content).toContain(
      'From: "Countersign, Inc." <no-reply@example.org>\r\nTo: maria@example.com\r\n',
    )
    expect(server.arrived[0]!.content).toContain('424242\r\n.\r\nEnd')
    // The same when it goes again, so that who gets it twice can tell.
    for (const { content } of server.arrived) expect(content).toMatch(/^Message-ID: <msg_1@example\.org>\r$/m)
    for (const { content } of server.arrived) expect(content).toMatch(/^Auto-Submitted: auto-generated\r$/m)
    expect(server.arrived[1]!.content).toMatch(/^X-Kind: code\r$/m)
    expect(server.arrived[1]!.content).toContain('<b>424242</b>')
  })

  test('smtps is encrypted from the first byte', async () => {
    const server = await listen({ secure: true })
    await (await open(server.port, { scheme: 'smtps' })).send(mail, soon())
    expect(server.arrived[0]).toMatchObject({ isTls: true, user: 'app' })
  })

  test.each(['Hi\r\nBcc: eve@example.net', 'Hi\nX-Evil: 1', 'Hi\r\n\r\nbody', 'Hi\u2028\0'])(
    'the subject %j adds no header and nobody',
    async (subject) => {
      const server = await listen()
      await (await open(server.port)).send({ ...mail, subject, headers: { 'X-Kind': subject } }, soon())
      const head = server.arrived[0]!.content.split('\r\n\r\n')[0]!
      expect(head).not.toMatch(/^(?:bcc|x-evil):/im)
      expect(head).toMatch(/^Message-ID:/m)
      expect(server.arrived[0]!.to).toEqual(['maria@example.com'])
    },
  )

  test.each([
    'maria@example.com, eve@example.net',
    'maria@example.com\r\nRCPT TO:<eve@example.net>',
    'maria@example.com> NOTIFY=NEVER <',
    'Maria <maria@example.com>',
    'group: maria@example.com;',
    'maria',
    '',
  ])('the recipient %j reaches no server', async (to) => {
    const server = await listen()
    expect((await errorOf((await open(server.port)).send({ ...mail, to }, soon()))).outcome).toBe('refused')
    expect(server.connections).toBe(0)
  })

  test('a header’s name cannot hold another header', async () => {
    const server = await listen()
    const headers = { 'X-A: 1\r\nBcc': 'eve@example.net' }
    expect(await failureOf(await open(server.port), soon(), { ...mail, headers })).toMatchObject({ outcome: 'refused' })
  })
})

describe('encryption', () => {
  test('a server without STARTTLS gets neither password nor mail', async () => {
    const server = await listen({ disabledCommands: ['STARTTLS'] })
    expect(await failureOf(await open(server.port))).toMatchObject({ outcome: 'failed' })
    expect(server.arrived).toEqual([])
  })

  test('a certificate nobody vouches for is refused', async () => {
    const server = await listen()
    expect(await failureOf(await open(server.port, { ca: makeCertificate().cert }))).toMatchObject({
      outcome: 'failed',
    })
    expect(server.arrived).toEqual([])
  })

  test('goes without only where it is switched off in so many words', async () => {
    const server = await listen({ disabledCommands: ['STARTTLS'], authOptional: true })
    await (await open(server.port, { user: '', query: '?tls=off' })).send(mail, soon())
    expect(server.arrived[0]).toMatchObject({ isTls: false })
  })
})

describe('how it can end', () => {
  test.each([
    [450, 'failed'],
    [421, 'failed'],
    [550, 'refused'],
    [530, 'failed'],
  ])('a %i to the recipient: %s', async (code, outcome) => {
    const server = await listen({ onRcptTo: (_address, _session, done) => done(answer(code)) })
    expect(await failureOf(await open(server.port))).toMatchObject({
      outcome,
      message: `smtp 127.0.0.1: answered ${code}`,
    })
  })

  test('greylisting passes the second time, on the same sender', async () => {
    let tries = 0
    const server = await listen({ onRcptTo: (_address, _session, done) => done(tries++ === 0 ? answer(451) : null) })
    const sender = await open(server.port)
    expect(await failureOf(sender)).toMatchObject({ outcome: 'failed' })
    await sender.send(mail, soon())
    expect(server.arrived).toHaveLength(1)
  })

  test.each([
    [452, 'failed'],
    [554, 'refused'],
  ])('a %i to the mail itself: %s', async (code, outcome) => {
    const server = await listen({
      onData: (stream, _session, done) => stream.resume().on('end', () => done(answer(code))),
    })
    expect(await failureOf(await open(server.port))).toMatchObject({ outcome })
  })

  test('a sender that may not send, or a wrong password, is a failure of ours and no word about the recipient', async () => {
    const strict = await listen({ onMailFrom: (_address, _session, done) => done(answer(550)) })
    expect(await failureOf(await open(strict.port))).toMatchObject({ outcome: 'failed' })
    const server = await listen()
    const sender = await open(server.port, { user: 'app:wr0ng-password@' })
    const error = await failureOf(sender)
    expect(error).toMatchObject({ outcome: 'failed', message: 'smtp 127.0.0.1: answered 535' })
    expect(allWords(error)).not.toContain('wr0ng')
  })

  test('a server that hangs after the mail leaves it open, and its connection is let go', async () => {
    const stop = new AbortController()
    let isClosed = false
    const server = await listen({
      onData: (stream) => stream.resume().on('end', () => stop.abort()),
      onClose: () => {
        isClosed = true
      },
    })
    expect(await failureOf(await open(server.port), stop.signal)).toMatchObject({ outcome: 'ambiguous' })
    await until(() => isClosed)
  })

  test('one that hangs before it wanted the mail is a certain failure, and its connection is let go', async () => {
    const silent: Peer = await listenRaw(() => {})
    closing.push(silent.close)
    const sender = await open(Number(new URL(silent.base).port))
    expect(await failureOf(sender, AbortSignal.timeout(100))).toMatchObject({ outcome: 'failed' })
    await until(() => silent.open() === 0)
    const stop = new AbortController()
    const server = await listen({ onRcptTo: () => stop.abort() })
    expect(await failureOf(await open(server.port), stop.signal)).toMatchObject({ outcome: 'failed' })
  })

  test('a connection that ends after the mail leaves it open, and the mail is not sent twice', async () => {
    let times = 0
    const peer = await listenRaw((socket) => {
      socket.write('220 test\r\n')
      let isData = false
      socket.on('data', (chunk) => {
        const text = chunk.toString()
        if (isData && text.includes('\r\n.\r\n')) {
          times += 1
          socket.resetAndDestroy()
        } else if (/^DATA/m.test(text)) {
          isData = true
          socket.write('354 go\r\n')
        } else if (!isData) socket.write('250 ok\r\n')
      })
    })
    closing.push(peer.close)
    const sender = await open(Number(new URL(peer.base).port), { user: '', query: '?tls=off' })
    expect(await failureOf(sender)).toMatchObject({ outcome: 'ambiguous' })
    expect(times).toBe(1)
  })

  test.each(['HTTP/1.1 400 Bad Request\r\n\r\n', '\0\xff\r\n', '554 go away\r\n'])(
    'rubbish for a greeting is a certain failure: %j',
    async (text) => {
      const peer = await listenRaw((socket) => socket.end(text, 'latin1'))
      closing.push(peer.close)
      expect(await failureOf(await open(Number(new URL(peer.base).port)))).toMatchObject({ outcome: 'failed' })
    },
  )

  test('nobody at the port is a certain failure', async () => {
    expect(await failureOf(await open(1))).toMatchObject({ outcome: 'failed' })
  })
})
