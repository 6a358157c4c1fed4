import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { verifyWebhook } from './index.ts'

const now = Date.UTC(2026, 10, 24, 12)
const key = Buffer.alloc(32, 7).toString('base64')
const secret = `whsec_${key}`
const body = JSON.stringify({ object: 'event', type: 'user.created', data: { id: 'user_1' } })
const seconds = String(now / 1000)

function sent({ name = 'webhook', at = seconds, by = key, content = body, signedId = 'evt_1', also = '' } = {}) {
  const signature = createHmac('sha256', Buffer.from(by, 'base64')).update(`${signedId}.${at}.${body}`).digest('base64')
  const headers = {
    [`${name}-id`]: 'evt_1',
    [`${name}-timestamp`]: at,
    [`${name}-signature`]: `${also}v1,${signature}`,
  }
  return new Request('https://app.example.com/hook', { method: 'POST', headers, body: content })
}
const read = (request: Request, secrets: string | string[] = secret) => verifyWebhook(request, secrets, () => now)

test('an event is taken that one of the secrets signed, under either name of the headers', async () => {
  expect(await read(sent())).toMatchObject({ type: 'user.created', data: { id: 'user_1' } })
  expect(await read(sent({ name: 'svix' }))).toMatchObject({ type: 'user.created' })
  const older = Buffer.alloc(32, 8).toString('base64')
  expect(await read(sent({ also: 'v1,AAAA v2,! ' }), [`whsec_${older}`, secret])).toMatchObject({
    type: 'user.created',
  })
})

test.each([
  ['altered', sent({ content: body.replace('user_1', 'user_2') })],
  ['signed for another id', sent({ signedId: 'evt_2' })],
  ['signed by somebody else', sent({ by: Buffer.alloc(32, 9).toString('base64') })],
  ['old', sent({ at: String(now / 1000 - 301) })],
  ['from the future', sent({ at: String(now / 1000 + 301) })],
  ['of no time', sent({ at: 'soon' })],
  ['not signed', new Request('https://app.example.com/hook', { method: 'POST', body })],
])('an event is refused that is %s', async (_, request) => {
  await expect(read(request)).rejects.toMatchObject({ code: 'webhook_refused' })
})

test('a secret that is none is told to be one', async () => {
  await expect(read(sent(), 'sk_test_key')).rejects.toThrow('whsec_')
})
