import { expect, test } from 'vitest'
import { createBackend } from './backend.ts'

test('creates, lists and revokes invitations through the Backend API', async () => {
  const asked: unknown[] = []
  const backend = createBackend({
    url: 'https://auth.example.com',
    publishableKey: 'pk_test_YXV0aC5leGFtcGxlLmNvbSQ',
    secretKey: 'sk_test_1',
    fetch: async (input, init) => {
      asked.push([init?.method, String(input), init?.body ? JSON.parse(String(init.body)) : null])
      return Response.json({})
    },
  })
  await backend.invitations.create({ email_address: 'ada@example.com', public_metadata: { plan: 'pro' } })
  await backend.invitations.list()
  await backend.invitations.list({ status: 'pending', limit: 20, order_by: '+email_address' })
  await backend.invitations.revoke('inv_1')
  const all = 'https://auth.example.com/v1/invitations'
  expect(asked).toEqual([
    ['POST', all, { email_address: 'ada@example.com', public_metadata: { plan: 'pro' } }],
    ['GET', `${all}?paginated=true`, null],
    ['GET', `${all}?paginated=true&status=pending&limit=20&order_by=%2Bemail_address`, null],
    ['POST', `${all}/inv_1/revoke`, null],
  ])
})
