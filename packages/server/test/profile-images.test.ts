import type { BackendUserView, ImageView, UserView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { type Browser, backend, me, signUp } from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance
let other: CreatedInstance
let person: Browser

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create()
  other = await app.create({ name: 'Other' })
  person = await signUp(app, instance, 'picture@example.com')
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(3_600_000))

const bytes = (head: string, length = 64) => Buffer.concat([Buffer.from(head, 'latin1')], length)
const png = bytes('\x89PNG\r\n\x1a\n')
const form = (content: Buffer, type = 'image/png') => {
  const data = new FormData()
  data.append('file', new Blob([new Uint8Array(content)], { type }), 'me.png')
  return data
}
const path = '/me/profile_image'
const upload = (body: FormData | Uint8Array<ArrayBuffer>, type?: string) =>
  person.send<ImageView>('POST', path, body, type)
const user = async () => (await me(person)).response as UserView
const open = (url: string, init: RequestInit = {}) => app.app.request(url, init)
const stored = () => app.context.db.selectFrom('profile_images').select(['name', 'user_id']).execute()

test('a picture is shown wherever the user is, as nothing but a picture, to whoever knows its address', async () => {
  const set = await upload(form(png))
  expect(set).toMatchObject({ status: 200, response: { object: 'image' } })
  const { image_url } = await user()
  expect(await user()).toMatchObject({ image_url: set.response.public_url, has_image: true })
  expect(set.client?.sessions[0]?.user).toMatchObject({ image_url, has_image: true })
  expect(set.client?.sessions[0]?.public_user_data).toMatchObject({ image_url, has_image: true })
  expect(image_url).toMatch(/\/v1\/images\/[\w-]{43}$/)
  const shown = await open(image_url)
  expect(Buffer.from(await shown.arrayBuffer()).equals(png)).toBe(true)
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, max-age=31536000, immutable',
    'cross-origin-resource-policy': 'cross-origin',
  })
  const elsewhere = image_url.replace(instance.instance.host, other.instance.host)
  for (const url of [elsewhere, image_url.slice(0, -1)]) expect((await open(url)).status).toBe(404)
})

test('a new picture takes the place of the old one, whose address leads nowhere; removed, there is none', async () => {
  const first = (await upload(form(png))).response.public_url
  const gif = bytes('GIF89a')
  await upload(
    new Uint8Array(Buffer.from(`data:image/gif;base64,${gif.toString('base64')}`)),
    'application/octet-stream',
  )
  const second = (await user()).image_url
  expect((await open(first)).status).toBe(404)
  expect((await open(second)).headers.get('content-type')).toBe('image/gif')
  const both = await Promise.all([upload(form(bytes('\xff\xd8\xff\xe0'))), upload(form(bytes('RIFF0000WEBPVP8 ')))])
  expect(both.map(({ status }) => status)).toEqual([200, 200])
  expect(await stored()).toEqual([{ name: (await user()).image_url.split('/').at(-1), user_id: (await user()).id }])
  expect((await person.delete(path)).status).toBe(200)
  expect(await user()).toMatchObject({ image_url: '', has_image: false })
  expect((await open(second)).status).toBe(404)
  expect(await stored()).toEqual([])
})

test('what is no PNG, JPEG, WebP or GIF by its first bytes is refused, whatever it is called', async () => {
  for (const content of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<html><script>', 'RIFF0000WAVE', ''])
    expect((await upload(form(Buffer.from(content, 'latin1')))).code).toBe('image_type_unsupported')
  expect((await upload(new FormData())).status).toBeGreaterThanOrEqual(400)
  const broken = await upload(new Uint8Array(png), 'multipart/form-data; boundary=x')
  expect(broken.code).toBe('request_malformed')
  const twice = form(png)
  twice.append('file', 'again')
  expect((await upload(twice)).code).toBe('request_malformed')
  expect((await person.post(path, { file: 'x' })).code).toBe('content_type_unsupported')
  expect(await stored()).toEqual([])
})

test('a picture of more than 1 MiB is refused, and a larger body before it is read (R120)', async () => {
  const most = 1024 * 1024
  expect((await upload(form(bytes('\x89PNG\r\n\x1a\n', most)))).status).toBe(200)
  expect((await upload(form(bytes('\x89PNG\r\n\x1a\n', most + 1)))).code).toBe('body_too_large')
  let read = 0
  const endless = new ReadableStream({
    pull(controller) {
      read += 65_536
      controller.enqueue(new Uint8Array(65_536))
    },
  })
  const headers = { origin: person.origin, 'content-type': 'application/octet-stream', cookie: cookies() }
  const url = `http://${instance.instance.host}/v1${path}`
  const init = { method: 'POST', headers, body: endless, duplex: 'half' } as RequestInit
  expect((await open(url, init)).status).toBe(413)
  expect(read).toBeLessThan(2 * most)
  const promised = { ...headers, 'content-length': String(2 * most) }
  expect((await open(url, { method: 'POST', headers: promised, body: 'x' })).status).toBe(413)
  expect((await open(`http://${instance.instance.host}/v1/me`, { method: 'PATCH', headers: promised })).status).toBe(
    413,
  )
})
const cookies = () => [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ')

test('the app’s own server sets and removes a picture, and it goes with its user', async () => {
  const call = backend(app, instance)
  const made = await call<BackendUserView>('POST', '/users', { email_address: ['server-picture@example.com'] })
  const { id } = made.response
  const set = async (of: CreatedInstance) => {
    const headers = { authorization: `Bearer ${of.secretKey}` }
    return open(`http://localhost:4100/v1/users/${id}/profile_image`, { method: 'POST', headers, body: form(png) })
  }
  expect((await set(other)).status).toBe(404)
  const answer = await set(instance)
  const view = (await answer.json()) as BackendUserView
  expect(view).toMatchObject({ id, has_image: true })
  expect((await open(view.image_url)).status).toBe(200)
  const removed = await call<BackendUserView>('DELETE', `/users/${id}/profile_image`)
  expect(removed.response).toMatchObject({ image_url: '', has_image: false })
  const again = (await (await set(instance)).json()) as BackendUserView
  await call('DELETE', `/users/${id}`)
  expect((await open(again.image_url)).status).toBe(404)
  const audit = await app.context.db.selectFrom('audit').select('event').where('user_id', '=', id).execute()
  expect(audit.filter(({ event }) => event === 'user.changed')).toHaveLength(3)
})
