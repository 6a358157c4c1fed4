import { afterEach, expect, test } from 'vitest'
import { makeCertificate } from '../../test/support/peers/certificate.ts'
import { listenRaw } from '../../test/support/peers/http-peer.ts'
import { listenSmpp } from '../../test/support/peers/message-centre.ts'
import { errorOf, sms } from '../../test/support/peers/outcomes.ts'
import { parseSmsTransports, type SmppConfig } from './parse.ts'
import { openSmpp } from './smpp.ts'
import type { Sender, SmsMessage } from './transport.ts'

const soon = () => AbortSignal.timeout(5000)
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const pair = makeCertificate()
function open(port: number, ca: string): Sender<SmsMessage> {
  const [config] = parseSmsTransports(`smpps://esme:pa%24sw0rd@127.0.0.1:${port}`)
  const sender = openSmpp(config as SmppConfig, { ca })
  closing.push(() => sender.close())
  return sender
}

test('smpps is encrypted from the first byte', async () => {
  const centre = await listenSmpp(undefined, { tls: pair })
  closing.push(centre.close)
  expect(await open(centre.port, pair.cert).send(sms, soon())).toEqual({ providerId: 'm-1' })
  expect(centre.submitted).toHaveLength(1)
})

test('a certificate nobody vouches for gets neither password nor message', async () => {
  const centre = await listenSmpp(undefined, { tls: pair })
  closing.push(centre.close)
  const error = await errorOf(open(centre.port, makeCertificate().cert).send(sms, soon()))
  expect(error).toMatchObject({ outcome: 'failed', message: expect.stringContaining('SELF_SIGNED') })
  expect([centre.binds, centre.submitted]).toEqual([[], []])
})

test('nor does a centre that speaks without TLS', async () => {
  const heard: string[] = []
  const peer = await listenRaw((socket) => {
    socket.on('data', (chunk) => heard.push(chunk.toString('latin1')))
    socket.write('\0\0\0\x10\x80\0\0\0\0\0\0\0\0\0\0\0')
  })
  closing.push(peer.close)
  expect(await errorOf(open(Number(new URL(peer.base).port), pair.cert).send(sms, soon()))).toMatchObject({
    outcome: 'failed',
  })
  expect(heard.join('')).not.toContain('pa$sw0rd')
})
