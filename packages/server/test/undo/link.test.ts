import type { BackendUserView } from '@countersign/contract'
import { describe, expect, test } from 'vitest'
import { Browser, enrol, mailed, password } from '../support/browser.ts'
import { pressUndo, undoToken, undoTokens } from '../support/undo.ts'
import {
  addEmail,
  addNumber,
  app,
  call,
  hour,
  newPassword,
  person,
  preview,
  readUser,
  setScene,
  settings,
  subjects,
  tick,
  visitor,
} from './scene.ts'

setScene()

describe('an undo link', () => {
  test('works once, even for twenty callers at the same time (R72)', async () => {
    const { email, browser } = await person()
    await enrol(browser)
    const token = await undoToken(browser, email)
    const all = await Promise.all(Array.from({ length: 20 }, () => pressUndo(browser, token)))
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(all.filter(({ code }) => code === 'undo_link_invalid')).toHaveLength(19)
    expect((await subjects(browser, email)).filter((text) => text?.startsWith('A change to your'))).toHaveLength(1)
  })

  test('ends after 72 hours (R72)', async () => {
    const { email, browser } = await person()
    const enrolledAt = app.clock.now()
    await enrol(browser)
    const token = await undoToken(browser, email)
    const looking = visitor()
    app.clock.advance(enrolledAt + 72 * hour - 1 - app.clock.now())
    expect((await preview(token, looking)).status).toBe(200)
    app.clock.advance(1)
    expect((await preview(token)).code).toBe('undo_link_invalid')
    expect((await pressUndo(browser, token)).code).toBe('undo_link_invalid')
    expect(await readUser(await userOf(email))).toMatchObject({ totp_enabled: true })
  })

  test('of another instance is no link at all', async () => {
    const { email, browser } = await person()
    await enrol(browser)
    const token = await undoToken(browser, email)
    const elsewhere = new Browser(app, await app.create({ name: 'Elsewhere' }, settings))
    expect((await preview(token, elsewhere)).code).toBe('undo_link_invalid')
    expect((await pressUndo(elsewhere, token)).code).toBe('undo_link_invalid')
    expect((await preview(token)).status).toBe(200)
  })

  test('is not used up by looking, and the page it leads to never sees it (R23)', async () => {
    const { email, browser } = await person()
    await enrol(browser)
    const link = (await mailed(browser, email)).findLast((mail) => mail.link?.includes('/undo'))?.link ?? ''
    expect(new URL(link)).toMatchObject({ pathname: '/undo', search: '' })
    const token = await undoToken(browser, email)
    for (let i = 0; i < 3; i++) expect((await preview(token)).status).toBe(200)
    expect((await visitor().get(`/undo?token=${token}`)).status).toBe(404)
    expect(app.logged.join('\n')).not.toContain(token)
    expect((await pressUndo(browser, token)).status).toBe(200)
  })

  test('is not followed for a foreign page (R121)', async () => {
    const { email, browser } = await person()
    await enrol(browser)
    const foreign = visitor()
    foreign.origin = 'https://evil.example'
    const token = await undoToken(browser, email)
    for (const path of ['/undo', '/undo/preview'])
      expect((await foreign.post(path, { token })).code).toBe('origin_invalid')
    expect((await visitor().post('/undo', {})).status).toBe(422)
  })

  test('says what it takes back, what goes with it and what stays', async () => {
    const { email, browser } = await person()
    browser.headers['user-agent'] = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
    await addEmail(browser)
    app.clock.advance(60_000)
    await newPassword(browser, 'intruders own words')
    const changedAt = app.clock.now()
    const token = await undoToken(browser, email)
    app.clock.advance(60_000)
    await enrol(browser)
    const { response } = await preview(token)
    expect(response).toMatchObject({
      object: 'undo_preview',
      change: 'password_changed',
      changed_at: changedAt,
      browser_name: 'Firefox',
      device_type: 'Linux',
      later_changes: [{ change: 'factor_added' }],
      earlier_changes: [{ change: 'email_added' }],
      expires_at: changedAt + 72 * hour,
    })
  })

  test('voids the links of later changes, and leaves those of earlier ones', async () => {
    const { email, browser } = await person()
    await addNumber(browser, false)
    await newPassword(browser, 'intruders own words')
    tick()
    await enrol(browser)
    const [first = '', middle = '', last = ''] = await undoTokens(browser, email)
    expect((await pressUndo(browser, middle)).status).toBe(200)
    expect((await pressUndo(browser, last)).code).toBe('undo_link_invalid')
    expect((await preview(first)).response).toMatchObject({ change: 'phone_added', later_changes: [] })
    expect((await pressUndo(browser, first)).status).toBe(200)
    expect(await readUser(await userOf(email))).toMatchObject({ phone_numbers: [], totp_enabled: false })
  })

  test('is in the database as a hash, and what it puts back is sealed (R113)', async () => {
    const { email, browser } = await person()
    const { secret } = await enrol(browser)
    await browser.delete('/me/totp')
    const token = await undoToken(browser, email)
    const { db } = app.database
    const rows = [
      await db.selectFrom('undo_links').selectAll().execute(),
      await db.selectFrom('factor_snapshots').selectAll().execute(),
      await db.selectFrom('audit').selectAll().execute(),
    ]
    const text = JSON.stringify(rows)
    for (const known of [token, secret, '$argon2', email]) expect(text).not.toContain(known)
  })

  test('comes in a mail that holds no other secret', async () => {
    const { email, browser } = await person()
    const { secret, backupCodes } = await enrol(browser)
    await newPassword(browser, 'intruders own words')
    await pressUndo(browser, await undoToken(browser, email))
    const mails = (await mailed(browser, email)).filter(({ code }) => !code)
    const text = mails.map(({ subject, body }) => `${subject}\n${body}`).join('\n')
    for (const known of [secret, ...backupCodes, 'intruders own words', password]) expect(text).not.toContain(known)
    expect(mails.at(-1)?.link ?? '').not.toContain('token')
  })
})

async function userOf(email: string): Promise<string> {
  const { response } = await call<BackendUserView[]>('GET', `/users?email_address=${encodeURIComponent(email)}`)
  return response[0]?.id ?? ''
}
