import { expect, test } from 'vitest'
import { createAsk } from './ask.ts'

/** A server that gives these answers in order, and the requests it got. */
function serverOf(...answers: { status: number; code?: string }[]) {
  const requests: { url: string; init: RequestInit | undefined }[] = []
  const fetch: typeof globalThis.fetch = async (url, init) => {
    requests.push({ url: String(url), init })
    const { status, code } = answers[requests.length - 1] ?? { status: 500, code: 'internal_error' }
    return Response.json(code === undefined ? { id: 'key_1' } : { errors: [{ code, message: 'No.' }] }, { status })
  }
  let session = 0
  return { ...createAsk({ fetch, sessionId: () => `sess_${++session}` }), requests }
}

const renewed = { status: 409, code: 'client_renewed' }

test('sends reads and changes again, unchanged, when a proof renewed the cookie meanwhile', async () => {
  const { ask, requests } = serverOf(renewed, { status: 200 }, renewed, { status: 200 })
  expect(await ask('GET', '/keys')).toEqual({ id: 'key_1' })
  expect(requests[1]).toEqual(requests[0])
  expect(await ask('POST', '/keys', { name: 'CI' })).toEqual({ id: 'key_1' })
  expect(requests).toHaveLength(4)
  expect(requests[3]).toEqual(requests[2])
  expect(requests[3]?.init).toMatchObject({ method: 'POST', body: '{"name":"CI"}' })
})

test('sends a request again once only, and none that was refused for another reason', async () => {
  const again = serverOf(renewed, renewed, { status: 200 })
  await expect(again.ask('DELETE', '/keys/key_1')).rejects.toMatchObject({ code: 'client_renewed' })
  expect(again.requests).toHaveLength(2)
  const refused = serverOf({ status: 422, code: 'form_param_format_invalid' }, { status: 200 })
  await expect(refused.ask('GET', '/keys')).rejects.toMatchObject({ code: 'form_param_format_invalid' })
  expect(refused.requests).toHaveLength(1)
})
