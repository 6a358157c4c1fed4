import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { verifyWebhook } from '@clerk/backend/webhooks'
import { expect, test } from '@playwright/test'
import type { RunningServer } from '../e2e/support/server.ts'
import { type Instance, makeInstance, startBesidePackages } from './support/instance.ts'
import { password } from './support/sdk.ts'

let server: RunningServer
let instance: Instance
let receiver: Server
let signingSecret: string
const requests: Request[] = []

test.beforeAll(async () => {
  server = await startBesidePackages()
  instance = await makeInstance(server, {
    environment: 'development',
    host: 'hooks.example.test',
    settings: { multi_factor: { totp: true, backup_code: true } },
  })
  receiver = createServer(async (incoming, answer) => {
    let body = ''
    for await (const chunk of incoming.setEncoding('utf8')) body += chunk
    requests.push(new Request('http://localhost/', { method: 'POST', headers: incoming.headers as HeadersInit, body }))
    answer.writeHead(204).end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const { port } = receiver.address() as AddressInfo
  const made = await fetch(`${instance.url}/v1/webhooks/endpoints`, {
    method: 'POST',
    headers: { authorization: `Bearer ${instance.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ url: `http://127.0.0.1:${port}/` }),
  })
  signingSecret = (await made.json()).secret
})
test.afterAll(async () => {
  receiver?.close()
  await server?.stop()
})

/** The request that told of this, once it has come. */
async function told(type: string): Promise<Request> {
  const find = async () => {
    for (const request of requests) if (JSON.parse(await request.clone().text()).type === type) return request
    return undefined
  }
  await expect.poll(async () => (await find()) !== undefined, { timeout: 60_000 }).toBe(true)
  return (await find())?.clone() as Request
}

test('the back end’s SDK takes our webhooks, and none that was changed or kept', async () => {
  const { users, sessions } = instance.clerk
  const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
  const user = await users.createUser({ emailAddress: ['hook@example.com'], password, totpSecret, firstName: 'Hanna' })
  const session = await sessions.createSession({ userId: user.id })
  await users.disableUserMFA(user.id)

  const created = await verifyWebhook(await told('user.created'), { signingSecret })
  expect(created).toMatchObject({ object: 'event', type: 'user.created', data: { id: user.id, first_name: 'Hanna' } })
  const opened = await verifyWebhook(await told('session.created'), { signingSecret })
  expect(opened).toMatchObject({ data: { id: session.id, user_id: user.id, user: { id: user.id } } })
  const factor: { data: unknown } = await verifyWebhook(await told('factor.changed'), { signingSecret })
  expect(factor.data).toMatchObject({ user_id: user.id, change: 'removed' })

  const genuine = await told('user.created')
  const body = await genuine.clone().text()
  const again = (headers: Headers, text = body) =>
    new Request('http://localhost/', { method: 'POST', headers, body: text })
  const refused = (request: Request, secret = signingSecret) =>
    expect(verifyWebhook(request, { signingSecret: secret })).rejects.toThrow(/Unable to verify/)
  await refused(again(genuine.headers, body.replace('Hanna', 'Hanno')))
  await refused(again(genuine.headers), `whsec_${Buffer.alloc(32, 7).toString('base64')}`)
  // Signed with the right secret, and kept for six minutes.
  const seconds = Math.floor(Date.now() / 1000) - 360
  const key = Buffer.from(signingSecret.slice('whsec_'.length), 'base64')
  const id = genuine.headers.get('svix-id')
  const headers = new Headers(genuine.headers)
  headers.set('svix-timestamp', String(seconds))
  headers.set('svix-signature', `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`)
  await expect(verifyWebhook(again(headers), { signingSecret })).rejects.toThrow(/too old/)
})
