import { createHash, createHmac } from 'node:crypto'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { makeCertificate } from '../../test/support/peers/certificate.ts'
import { listenHttp, listenRaw, type Peer } from '../../test/support/peers/http-peer.ts'
import { allWords, errorOf, sms, until } from '../../test/support/peers/outcomes.ts'
import { openSms } from './open.ts'
import { parseSmsTransports } from './parse.ts'

const secret = 's3cret-of-the-webhook+/='
const clock = { now: () => 1_790_000_001_999 }
const drivers = {
  twilio: (base: string) => `twilio://AC123:tok3n-of-twilio@api.twilio.com?from=+15550100&base=${base}`,
  webhook: (base: string) => `webhook+${base}/sms?tenant=a+b&secret=${encodeURIComponent(secret)}`,
  sns: (base: string) => `sns://AKIAKEY:aws%2Fs3cret+of@eu-west-1?base=${base}`,
} as const
type Kind = keyof typeof drivers
const kinds = Object.keys(drivers) as Kind[]
const accepted = {
  twilio: '{"sid":"SM0123","status":"queued"}',
  webhook: 'ok',
  sns: '<PublishResponse><PublishResult><MessageId>id-1</MessageId></PublishResult></PublishResponse>',
}
const words = [
  secret,
  'tok3n',
  's3cret',
  'AKIAKEY',
  sms.to,
  '424242',
  Buffer.from('AC123:tok3n-of-twilio').toString('base64'),
]

/** Signature version 4, written from its description and not with the client's library. */
function awsSignature(host: string, date: string, body: string): string {
  const sha = (text: string) => createHash('sha256').update(text).digest('hex')
  const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const day = date.slice(0, 8)
  const canonical = ['POST', '/', '', `host:${host}`, `x-amz-date:${date}`, '', 'host;x-amz-date', sha(body)].join('\n')
  const text = ['AWS4-HMAC-SHA256', date, `${day}/eu-west-1/sns/aws4_request`, sha(canonical)].join('\n')
  const key = ['eu-west-1', 'sns', 'aws4_request'].reduce(mac, mac('AWS4aws/s3cret+of', day))
  return mac(key, text).toString('hex')
}

let peer: Peer
afterEach(() => peer.close())

async function open(kind: Kind, base = peer.base) {
  const [config] = parseSmsTransports(drivers[kind](base))
  return (await openSms(config!, { clock }))!
}

async function failureOf(kind: Kind, signal = AbortSignal.timeout(5000), message = sms) {
  const sender = await open(kind)
  const error = await errorOf(sender.send(message, signal))
  for (const word of words) expect(allWords(error) + sender.name).not.toContain(word)
  return error
}

describe.each(kinds)('%s', (kind) => {
  test('an accepted message is handed over once, on a connection that ends', async () => {
    peer = await listenHttp((response) => response.end(accepted[kind]))
    const sender = await open(kind)
    const providerId = { twilio: 'SM0123', webhook: sms.id, sns: 'id-1' }[kind]
    expect(await sender.send(sms, AbortSignal.timeout(5000))).toEqual({ providerId })
    expect(peer.requests).toHaveLength(1)
    await until(() => peer.open() === 0)
    await sender.close()
  })

  test.each([500, 503, 401, 404, 302])(
    'an answer of %i is a failure that another transport may mend',
    async (status) => {
      peer = await listenHttp((response) => response.writeHead(status, { location: '/elsewhere' }).end(accepted[kind]))
      expect(await failureOf(kind)).toMatchObject({ outcome: 'failed' })
      expect(peer.requests, 'no redirect is followed').toHaveLength(1)
    },
  )

  test('too many requests are a failure, with the time to wait', async () => {
    peer = await listenHttp((response) => response.writeHead(429, { 'retry-after': '7' }).end())
    expect(await failureOf(kind)).toMatchObject({ outcome: 'failed', retryAfterSeconds: 7 })
  })

  test('a provider that hangs leaves it open whether it accepted, and its connection is let go', async () => {
    const stop = new AbortController()
    peer = await listenHttp(() => stop.abort())
    expect(await failureOf(kind, stop.signal)).toMatchObject({ outcome: 'ambiguous' })
    await until(() => peer.open() === 0)
  })

  test('a connection that is reset after the request leaves it open', async () => {
    peer = await listenHttp((_response, _request, socket) => socket.resetAndDestroy())
    expect(await failureOf(kind)).toMatchObject({ outcome: 'ambiguous' })
  })

  test('an answer that is no HTTP leaves it open', async () => {
    peer = await listenRaw((socket) => socket.once('data', () => socket.end('220 mail.example.com ESMTP\r\n')))
    expect(await failureOf(kind)).toMatchObject({ outcome: 'ambiguous' })
  })

  test('nobody at the port, or an abort before it began, is a certain failure', async () => {
    peer = await listenRaw(() => {})
    await peer.close()
    expect(await failureOf(kind)).toMatchObject({ outcome: 'failed' })
    expect(await failureOf(kind, AbortSignal.abort())).toMatchObject({ outcome: 'failed' })
  })

  test('an answer without an end is read for 64 kB and no further', async () => {
    let written = 0
    peer = await listenHttp((response) => {
      const more = () => {
        while (!response.destroyed && written < 50_000_000 && response.write('x'.repeat(16_384))) written += 16_384
      }
      response.writeHead(kind === 'webhook' ? 500 : 200).on('drain', more)
      more()
    })
    expect(await failureOf(kind)).toMatchObject({ outcome: kind === 'webhook' ? 'failed' : 'ambiguous' })
    await until(() => peer.open() === 0)
    expect(written).toBeLessThan(20_000_000)
  })

  test.each(['+4915112345678\r\nBcc: +1555', '+49151,+1555', '4915112345678', '', '+49 151'])(
    'the recipient %j reaches no provider',
    async (to) => {
      peer = await listenHttp((response) => response.end(accepted[kind]))
      expect(await failureOf(kind, AbortSignal.timeout(5000), { ...sms, to })).toMatchObject({ outcome: 'refused' })
      expect(peer.requests).toEqual([])
    },
  )
})

describe('twilio', () => {
  test('gets the number, the text and the sender in a form, with its sign', async () => {
    peer = await listenHttp((response) => response.end(accepted.twilio))
    await (await open('twilio')).send({ ...sms, body: 'a&To=+1555\r\nü' }, AbortSignal.timeout(5000))
    const [request] = peer.requests
    expect(request).toMatchObject({ method: 'POST', path: '/2010-04-01/Accounts/AC123/Messages.json' })
    expect(request!.headers.authorization).toBe(`Basic ${Buffer.from('AC123:tok3n-of-twilio').toString('base64')}`)
    const form = [...new URLSearchParams(request!.body)]
    expect(form).toEqual([
      ['To', sms.to],
      ['Body', 'a&To=+1555\r\nü'],
      ['From', '+15550100'],
    ])
  })

  test.each([21211, 21614, 21610])('code %i says that this number will never do', async (code) => {
    peer = await listenHttp((response) =>
      response.writeHead(400).end(JSON.stringify({ code, message: `${sms.to} tok3n` })),
    )
    expect(await failureOf('twilio')).toMatchObject({
      outcome: 'refused',
      message: `twilio: answered 400, code ${code}`,
    })
  })

  test.each(['{"code":21606}', '{"code":"21211"}', 'null', '[]', '<html>'])(
    'a 400 with %s is about us, not the number',
    async (text) => {
      peer = await listenHttp((response) => response.writeHead(400).end(text))
      expect(await failureOf('twilio')).toMatchObject({ outcome: 'failed' })
    },
  )

  test.each(['<html>', '', 'null', '{}', '{"sid":7}', '{"sid":"SM1'])(
    'a 201 with %j leaves it open whether it accepted',
    async (text) => {
      peer = await listenHttp((response) => response.writeHead(201).end(text))
      expect(await failureOf('twilio')).toMatchObject({ outcome: 'ambiguous' })
    },
  )
})

describe('webhook', () => {
  test('its signature covers the time and the very bytes of the body', async () => {
    peer = await listenHttp((response) => response.end())
    await (await open('webhook')).send({ ...sms, body: 'ü "424242"\n' }, AbortSignal.timeout(5000))
    const { body, headers, path } = peer.requests[0]!
    expect(headers['x-countersign-timestamp']).toBe('1790000001')
    const expected = createHmac('sha256', Buffer.from(secret)).update(`1790000001.${body}`).digest('hex')
    expect(headers['x-countersign-signature']).toBe(`v1=${expected}`)
    expect(JSON.parse(body)).toEqual({
      id: 'msg_1',
      to: sms.to,
      body: 'ü "424242"\n',
      country: 'DE',
      created_at: 1_790_000_000_000,
    })
    expect(path, 'the secret stays here, the rest of the query goes there').toBe('/sms?tenant=a+b')
  })

  test('a certificate nobody vouches for gets no message', async () => {
    peer = await listenRaw(() => {})
    const requests: unknown[] = []
    const server = createTlsServer(makeCertificate(), (request) => requests.push(request))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const sender = await open('webhook', `https://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const error = await errorOf(sender.send(sms, AbortSignal.timeout(5000)))
    expect(error).toMatchObject({
      outcome: 'failed',
      message: 'webhook 127.0.0.1: the connection failed (DEPTH_ZERO_SELF_SIGNED_CERT)',
    })
    expect(requests).toEqual([])
    await new Promise((resolve) => server.close(resolve))
  })

  test('422 says that this message will never do', async () => {
    peer = await listenHttp((response) => response.writeHead(422).end())
    expect(await failureOf('webhook')).toMatchObject({ outcome: 'refused' })
  })

  test('an accepted message stays accepted when the rest of the answer breaks off', async () => {
    peer = await listenHttp((response, _request, socket) => {
      response.writeHead(202, { 'content-length': '10' }).write('ok', () => socket.resetAndDestroy())
    })
    expect(await (await open('webhook')).send(sms, AbortSignal.timeout(5000))).toEqual({ providerId: sms.id })
  })
})

describe('sns', () => {
  test('gets a signed Publish, marked transactional', async () => {
    peer = await listenHttp((response) => response.end(accepted.sns))
    await (await open('sns')).send(sms, AbortSignal.timeout(5000))
    const { body, headers } = peer.requests[0]!
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      Action: 'Publish',
      Version: '2010-03-31',
      PhoneNumber: sms.to,
      Message: sms.body,
      'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
      'MessageAttributes.entry.1.Value.DataType': 'String',
      'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
    })
    const date = String(headers['x-amz-date'])
    expect(date).toBe(new Date(clock.now()).toISOString().replace(/[:-]|\.\d+/g, ''))
    const signed = 'SignedHeaders=host;x-amz-date'
    expect(headers.authorization).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIAKEY/${date.slice(0, 8)}/eu-west-1/sns/aws4_request, ${signed}, Signature=${awsSignature(headers.host ?? '', date, body)}`,
    )
  })

  test.each([
    ['InvalidParameter', 'Invalid parameter: PhoneNumber Reason: +1 is no number', 400, 'refused'],
    ['InvalidParameter', 'Invalid parameter: Message', 400, 'failed'],
    ['SignatureDoesNotMatch', 'The signature of AKIAKEY is wrong', 403, 'failed'],
    ['Throttling', 'Rate exceeded', 400, 'failed'],
  ])('%s: %s is told apart', async (code, message, status, outcome) => {
    peer = await listenHttp((response) =>
      response.writeHead(status).end(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`),
    )
    expect(await failureOf('sns')).toMatchObject({
      outcome,
      ...(code === 'Throttling' && { retryAfterSeconds: 1 }),
    })
  })
})
