import { setTimeout as wait } from 'node:timers/promises'
import { expect, vi } from 'vitest'
import { signWebhook, webhookHeaders } from '../../src/transports/webhook-signature.ts'
import type { Answer } from '../support/browser.ts'
import { burst, type Row } from './burst.ts'
import { codeTo, newAddress, newInstance, withNumber } from './people.ts'
import { both, here, providers } from './servers.ts'

/** A receipt as the provider brings it, signed or not; both servers are asked in turn. */
async function bring(id: string, secret: string, address = newAddress()): Promise<Answer<unknown>> {
  const body = JSON.stringify({ id, status: 'delivered' })
  const timestamp = String(Math.floor(Date.now() / 1000))
  const headers = {
    'content-type': 'application/json',
    'x-forwarded-for': address,
    [webhookHeaders.timestamp]: timestamp,
    [webhookHeaders.signature]: signWebhook(secret, timestamp, body),
  }
  const answer = await both.app.request('http://localhost/v1/receipts/webhook', { method: 'POST', headers, body })
  const text = await answer.text()
  const code = answer.ok ? undefined : JSON.parse(text).errors[0].code
  return { status: answer.ok ? 200 : answer.status, code } as Answer<unknown>
}
const refusals = async () =>
  (await here.context.db.selectFrom('audit').select('id').where('event', '=', 'receipt.refused').execute()).length

export const ofReceipts: Row[] = [
  [
    'messages/receipts/take-receipt.ts: takeOne',
    async () => {
      const { prepare, number } = await withNumber(await newInstance())
      await prepare()
      await codeTo(number)
      const id = providers.flatMap(({ got }) => got).findLast(({ to }) => to === number)?.id ?? ''
      const sent = here.context.db.selectFrom('messages').select('status').where('id', '=', id)
      await vi.waitFor(async () => expect(await sent.execute()).toEqual([{ status: 'sent' }]))
      // Signed once and brought twenty times; a second may pass in between, and with it the signature.
      const at = Date.now()
      await wait(1000 - (at % 1000) + 20)
      expect(await burst(20, () => bring(id, 'a-secret-of-the-test'))).toEqual({ 200: 1, receipt_replayed: 19 })
    },
  ],
  [
    'receipts-api/refusals.ts: takeOne',
    async () => {
      const before = await refusals()
      const address = newAddress()
      expect(await burst(30, () => bring('none', 'forged', address))).toEqual({ receipt_signature_invalid: 30 })
      expect((await refusals()) - before).toBe(20)
    },
  ],
  [
    'receipts-api/refusals.ts: takeOne',
    async () => {
      await bring('none', 'forged')
      const before = await refusals()
      const all = here.context.db.updateTable('limits').set({ count: 496 }).where('key', '=', 'receipt-refused')
      expect((await all.executeTakeFirst()).numUpdatedRows).toBe(1n)
      expect(await burst(8, () => bring('none', 'forged'))).toEqual({ receipt_signature_invalid: 8 })
      expect((await refusals()) - before).toBe(4)
    },
  ],
]
