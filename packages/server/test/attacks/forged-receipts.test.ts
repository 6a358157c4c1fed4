import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { webhookName } from '../../src/transports/webhook-signature.ts'
import type { TestApp } from '../support/app.ts'
import { type Call, type Desk, openDesk, token, twilioReceipt } from '../support/receipts.ts'

let desk: Desk
let app: TestApp

beforeAll(async () => {
  desk = await openDesk()
  app = desk.app
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(2 * 3_600_000))

describe('a receipt that is not what it seems to be changes nothing, and leaves one line in the audit log', () => {
  const invalid = '401 receipt_signature_invalid'
  const forgeries: [string, string, string, (id: string) => Call][] = [
    [
      'unsigned',
      'webhook',
      invalid,
      (id) => ({ ...desk.webhookReceipt({ id, status: 'failed' }), headers: { 'content-type': 'application/json' } }),
    ],
    [
      'signed with another secret',
      'webhook',
      invalid,
      (id) => desk.webhookReceipt({ id, status: 'failed' }, desk.seconds(), 'guess'),
    ],
    [
      'signed with Twilio’s token',
      'webhook',
      invalid,
      (id) => desk.webhookReceipt({ id, status: 'failed' }, desk.seconds(), token),
    ],
    [
      'with a changed body',
      'webhook',
      invalid,
      (id) => ({ ...desk.webhookReceipt({ id, status: 'delivered' }), body: JSON.stringify({ id, status: 'failed' }) }),
    ],
    [
      'with a changed time',
      'webhook',
      invalid,
      (id) => {
        const call = desk.webhookReceipt({ id, status: 'failed' }, desk.seconds(-600))
        return { ...call, headers: { ...call.headers, 'x-countersign-timestamp': desk.seconds() } }
      },
    ],
    [
      'of another version',
      'webhook',
      invalid,
      (id) => {
        const call = desk.webhookReceipt({ id, status: 'failed' })
        return {
          ...call,
          headers: {
            ...call.headers,
            'x-countersign-signature': call.headers['x-countersign-signature']!.replace('v1', 'v0'),
          },
        }
      },
    ],
    [
      'five minutes old',
      'webhook',
      '401 receipt_outdated',
      (id) => desk.webhookReceipt({ id, status: 'failed' }, desk.seconds(-302)),
    ],
    [
      'of the future',
      'webhook',
      '401 receipt_outdated',
      (id) => desk.webhookReceipt({ id, status: 'failed' }, desk.seconds(302)),
    ],
    [
      'of no time at all',
      'webhook',
      '401 receipt_outdated',
      (id) => desk.webhookReceipt({ id, status: 'failed' }, 'NaN'),
    ],
    [
      'unsigned',
      'twilio',
      invalid,
      (id) => ({
        ...twilioReceipt({ MessageSid: id, MessageStatus: 'failed' }),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    ],
    [
      'signed with another token',
      'twilio',
      invalid,
      (id) => twilioReceipt({ MessageSid: id, MessageStatus: 'failed' }, 'guess'),
    ],
    [
      'signed for another address',
      'twilio',
      invalid,
      (id) =>
        twilioReceipt({ MessageSid: id, MessageStatus: 'failed' }, token, 'http://localhost:4100/v1/receipts/webhook'),
    ],
    [
      'with a changed field',
      'twilio',
      invalid,
      (id) => ({
        ...twilioReceipt({ MessageSid: id, MessageStatus: 'delivered' }),
        body: `MessageSid=${id}&MessageStatus=failed`,
      }),
    ],
  ]
  test.each(forgeries)('%s, for %s (R138)', async (_, provider, expected, forge) => {
    const id = await desk.sent(provider === 'twilio' ? 'twilio' : 'webhook sms.example.com')
    const before = (await desk.refusals()).length
    expect(await desk.bring(provider, forge(id))).toBe(expected)
    expect((await desk.refusals()).slice(before)).toEqual([{ provider, reason: expected.slice(4) }])
    expect(await desk.receiptOf(id)).toBeNull()
  })

  test('played again it is refused, by every server, and what was stored stays (R138)', async () => {
    const id = await desk.sent('webhook sms.example.com')
    const MessageSid = await desk.sent('twilio')
    const other = createApp({ ...app.context })
    for (const [provider, call] of [
      ['webhook', desk.webhookReceipt({ id, status: 'delivered' })],
      ['twilio', twilioReceipt({ MessageSid, MessageStatus: 'delivered' })],
    ] as const) {
      const before = (await desk.refusals()).length
      expect(await desk.bring(provider, call)).toBe('204')
      app.clock.advance(290_000)
      expect(await desk.bring(provider, call, other)).toBe('409 receipt_replayed')
      expect((await desk.refusals()).slice(before)).toEqual([{ provider, reason: 'receipt_replayed' }])
    }
    expect([await desk.receiptOf(id), await desk.receiptOf(MessageSid)]).toEqual(['delivered', 'delivered'])
  })

  test('of twenty that come at the same time one is taken (R138)', async () => {
    const id = await desk.sent('webhook sms.example.com')
    const call = desk.webhookReceipt({ id, status: 'delivered' })
    const before = (await desk.refusals()).length
    const answers = await Promise.all(Array.from({ length: 20 }, () => desk.bring('webhook', call)))
    expect(answers.filter((answer) => answer === '204')).toHaveLength(1)
    expect(answers.filter((answer) => answer === '409 receipt_replayed')).toHaveLength(19)
    expect((await desk.refusals()).length - before).toBe(19)
  })

  test('a secret settles no message that another transport took, and hears nothing about it (R138)', async () => {
    const [ofTwilio, ofOther] = [await desk.sent('twilio'), await desk.sent('webhook other.example.com')]
    const before = (await desk.refusals()).length
    for (const id of [ofTwilio, ofOther, 'msg_nobody'])
      expect(await desk.bring('webhook', desk.webhookReceipt({ id, status: 'failed' }))).toBe('404 resource_not_found')
    const ofWebhook = await desk.sent('webhook sms.example.com')
    const fields = { MessageSid: ofWebhook, MessageStatus: 'failed' }
    expect(await desk.bring('twilio', twilioReceipt(fields))).toBe('404 resource_not_found')
    for (const id of [ofTwilio, ofOther, ofWebhook]) expect(await desk.receiptOf(id)).toBeNull()
    expect((await desk.refusals()).length).toBe(before)
  })

  test('of two webhooks on one host neither settles what the other took (R138)', async () => {
    const [first, second, ...none] = desk.app.context.config.sms
      .filter((config) => config.kind === 'webhook')
      .filter(({ url }) => url.includes('shared.example.com'))
    if (!first || !second || none.length > 0) throw new Error('there should be two')
    expect(webhookName(first)).toMatch(/^webhook shared\.example\.com [0-9a-f]{6}$/)
    const id = await desk.sent(webhookName(first))
    const receipt = (key: string) => desk.webhookReceipt({ id, status: 'delivered' }, undefined, key)
    expect(await desk.bring('webhook', receipt(second.secret))).toBe('404 resource_not_found')
    expect(await desk.receiptOf(id)).toBeNull()
    expect(await desk.bring('webhook', receipt(first.secret))).toBe('204')
  })

  test('one for a message that is not known yet can be sent again', async () => {
    const call = twilioReceipt({ MessageSid: 'SMlater', MessageStatus: 'delivered' })
    expect(await desk.bring('twilio', call)).toBe('404 resource_not_found')
    const id = await desk.sent('twilio', { provider_id: 'SMlater' })
    expect(await desk.bring('twilio', call)).toBe('204')
    expect(await desk.receiptOf(id)).toBe('delivered')
  })

  test('a flood fills no log (R138)', async () => {
    const before = (await desk.refusals()).length
    for (let index = 0; index < 60; index++)
      expect(
        await desk.bring(
          'webhook',
          desk.webhookReceipt({ id: `msg_${index}`, status: 'failed' }, desk.seconds(), 'guess'),
        ),
      ).toBe('401 receipt_signature_invalid')
    expect((await desk.refusals()).length - before).toBe(20)
    app.clock.advance(3_600_000)
    await desk.bring('webhook', desk.webhookReceipt({ id: 'msg_1', status: 'failed' }, desk.seconds(), 'guess'))
    expect((await desk.refusals()).length - before).toBe(21)
  })
})
