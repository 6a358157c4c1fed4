import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import { Browser, enrol, mailed, signUp } from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())

test('no link in a mail opens a session, in whichever browser and however often it is followed (R24)', async () => {
  const email = 'linked@example.com'
  const owner = await signUp(app, instance, email)
  await enrol(owner)
  app.clock.advance(1000)
  await owner.post('/me/change_password', { new_password: 'another correct horse' })
  const links = (await mailed(owner, email)).flatMap(({ link }) => (link ? [new URL(link)] : []))
  expect(links.length).toBeGreaterThanOrEqual(2)

  const stranger = new Browser(app, instance)
  for (const link of links) {
    expect(['/user', '/sign-in', '/undo']).toContain(link.pathname)
    // What a scanner sends, and a person who presses the button: the fragment stays in the browser.
    const page = await app.app.request(`${link.origin}${link.pathname}${link.search}`)
    expect(page.headers.getSetCookie()).toEqual([])
    const token = new URLSearchParams(link.hash.slice(1)).get('token')
    if (token) await stranger.post('/undo', { token })
  }
  const { response } = await stranger.get('/client')
  expect(response).toBeNull()
  expect([...stranger.cookies]).toEqual([])
})
