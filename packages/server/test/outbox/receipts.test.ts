import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseSmsTransports } from '../../src/transports/parse.ts'
import type { TestApp } from '../support/app.ts'
import { type Call, type Desk, openDesk, token, transports, twilioReceipt } from '../support/receipts.ts'

let desk: Desk
let app: TestApp

beforeAll(async () => {
  desk = await openDesk()
  app = desk.app
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(2 * 3_600_000))

describe('a receipt that is signed is stored', () => {
  test('a webhook says what became of the message it was sent (R138)', async () => {
    const id = await desk.sent('webhook sms.example.com')
    const at = app.clock.now() - 20_000
    expect(await desk.bring('webhook', desk.webhookReceipt({ id, status: 'delivered', at }))).toBe('204')
    expect(await desk.rowOf(id)).toMatchObject({ status: 'sent', receipt: 'delivered', receipt_at: at })
    const other = await desk.sent('webhook other.example.com')
    const fields = { id: other, status: 'failed', at: app.clock.now() + 60_000 }
    expect(await desk.bring('webhook', desk.webhookReceipt(fields, desk.seconds(-299), 'another-secret'))).toBe('204')
    expect(await desk.rowOf(other)).toMatchObject({ receipt: 'failed', receipt_at: app.clock.now() })
  })

  test.each([
    ['queued', 'pending'],
    ['sent', 'pending'],
    ['delivered', 'delivered'],
    ['undelivered', 'failed'],
    ['failed', 'failed'],
    ['toString', 'unknown'],
  ])('Twilio’s %s is %s (R138)', async (MessageStatus, receipt) => {
    const MessageSid = await desk.sent('twilio')
    const fields = { MessageSid, MessageStatus, To: '+49 151 1234', AccountSid: 'AC1', ApiVersion: '2010-04-01' }
    expect(await desk.bring('twilio', twilioReceipt(fields))).toBe('204')
    expect(await desk.receiptOf(MessageSid)).toBe(receipt)
  })

  test('Twilio signs the address it was given, whichever was called', async () => {
    app.context.config.sms = parseSmsTransports(
      `twilio://AC1:${token}@api.twilio.com?from=+15550100&status_callback=https://proxy.example.com/receipts?a=b`.replace(
        '?a=b',
        '%3Fa%3Db',
      ),
    )
    const MessageSid = await desk.sent('twilio')
    const fields = { MessageSid, MessageStatus: 'delivered' }
    expect(await desk.bring('twilio', twilioReceipt(fields))).toBe('401 receipt_signature_invalid')
    const url = 'https://proxy.example.com:443/receipts?a=b'
    expect(await desk.bring('twilio', twilioReceipt(fields, token, url))).toBe('204')
    // Without such a transport there is no such address.
    expect(await desk.bring('webhook', desk.webhookReceipt({ id: MessageSid, status: 'failed' }))).toBe(
      '404 route_not_found',
    )
    app.context.config.sms = parseSmsTransports(transports)
  })

  test('nothing comes after a final one, and receipts that overtake each other take nothing back (R138)', async () => {
    const id = await desk.sent('webhook sms.example.com')
    for (const status of ['unknown', 'pending', 'unknown', 'delivered', 'pending', 'failed', 'unknown']) {
      app.clock.advance(1000)
      expect(await desk.bring('webhook', desk.webhookReceipt({ id, status }))).toBe('204')
    }
    expect(await desk.rowOf(id)).toMatchObject({ receipt: 'delivered', receipt_at: app.clock.now() - 3000 })
  })

  test('an id that a provider gave twice means the later message', async () => {
    const [earlier, later] = [
      await desk.sent('twilio', { sent_at: 1, provider_id: 'SM7' }),
      await desk.sent('twilio', { provider_id: 'SM7' }),
    ]
    expect(await desk.bring('twilio', twilioReceipt({ MessageSid: 'SM7', MessageStatus: 'failed' }))).toBe('204')
    expect([await desk.receiptOf(earlier), await desk.receiptOf(later)]).toEqual([null, 'failed'])
  })
})

describe('whatever arrives there is answered', () => {
  test('too much, in another type, or where nothing is', async () => {
    const id = await desk.sent('webhook sms.example.com')
    const call = desk.webhookReceipt({ id, status: 'delivered', padding: 'x'.repeat(65_536) })
    expect(await desk.bring('webhook', call)).toBe('413 body_too_large')
    const headers = { ...call.headers, 'content-type': 'text/plain' }
    expect(await desk.bring('webhook', { ...call, headers })).toBe('415 content_type_unsupported')
    expect(await desk.bring('twilio', desk.webhookReceipt({ id, status: 'delivered' }))).toBe(
      '415 content_type_unsupported',
    )
    for (const provider of ['sns', 'smpp', 'inbox', 'constructor'])
      expect(await desk.bring(provider, desk.webhookReceipt({ id, status: 'delivered' }))).toBe('404 route_not_found')
    expect((await app.app.request('http://localhost:4100/v1/receipts/webhook')).status).toBe(404)
    const override = await app.app.request('http://localhost:4100/v1/receipts/webhook?_method=DELETE', {
      method: 'POST',
    })
    expect(override.status).toBe(404)
  })

  test.each([
    [{ status: 'delivered' }, '422 form_param_missing'],
    [{ id: 'msg_1', status: 'lost' }, '422 form_param_format_invalid'],
    [{ id: '', status: 'failed' }, '422 form_param_format_invalid'],
    [{ id: 'msg_1', status: 'failed', at: 'yesterday' }, '422 form_param_format_invalid'],
    [['msg_1'], '400 request_malformed'],
    // A message of ours, signed with the same secret, that somebody sends back to us.
    [{ id: 'msg_1', to: '+4915112345678', body: '424242', country: 'DE', created_at: 1 }, '422 form_param_missing'],
  ])('signed, but %j is none: %s', async (fields, expected) => {
    expect(await desk.bring('webhook', desk.webhookReceipt(fields))).toBe(expected)
  })

  test('no bytes and no headers make it fail (R119, R138)', async () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.json())
    const header = fc.stringMatching(/^[ -~]*$/)
    const status = fc.oneof(fc.constantFrom('delivered', 'failed'), fc.string())
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('webhook', 'twilio'),
        text,
        header,
        header,
        status,
        fc.boolean(),
        async (provider, id, a, b, state, isSigned) => {
          const rubbish: Call = {
            body: id,
            headers: {
              'content-type': provider === 'webhook' ? 'application/json' : 'application/x-www-form-urlencoded',
              'x-countersign-timestamp': a,
              'x-countersign-signature': b,
              'x-twilio-signature': b,
            },
          }
          const signed =
            provider === 'webhook'
              ? desk.webhookReceipt({ id, status: state })
              : twilioReceipt({ MessageSid: id, MessageStatus: state })
          expect(await desk.bring(provider, isSigned ? signed : rubbish)).toMatch(/^4\d\d /)
        },
      ),
      { numRuns: 300 },
    )
  })
})
