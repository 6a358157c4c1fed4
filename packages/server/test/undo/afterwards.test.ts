import { setTimeout as wait } from 'node:timers/promises'
import type { BackendUserView, SignInView, TotpView } from '@countersign/contract'
import { describe, expect, test } from 'vitest'
import { sweep } from '../../src/db/cleanup.ts'
import { transact } from '../../src/db/transact.ts'
import { raiseEpoch } from '../../src/users/users.store.ts'
import {
  Browser,
  backend,
  codeOf,
  enrol,
  mailed,
  mailedCode,
  me,
  second,
  signUp,
  startSignIn,
} from '../support/browser.ts'
import { pressUndo, undoToken } from '../support/undo.ts'
import {
  addEmail,
  app,
  call,
  day,
  idOf,
  newEmail,
  newNumber,
  newPassword,
  type Person,
  person,
  preview,
  readUser,
  setScene,
  settings,
  signInByMail,
  visitor,
} from './scene.ts'

setScene()

describe('after an undo', () => {
  async function undone(): Promise<Person & { id: string; undoneAt: number }> {
    const someone = await person()
    const id = await idOf(someone.browser)
    await newPassword(someone.browser, 'intruders own words')
    await pressUndo(someone.browser, await undoToken(someone.browser, someone.email))
    return { ...someone, id, undoneAt: app.clock.now() }
  }

  test('every session is over, and a code sent before is dead (R61)', async () => {
    const { email, browser } = await person()
    const other = visitor()
    await startSignIn(other, email)
    await newPassword(browser, 'intruders own words')
    const begun = visitor()
    const started = await begun.post<SignInView>('/client/sign_ins', { identifier: email, strategy: 'email_code' })
    const code = await mailedCode(begun, email)
    await pressUndo(browser, await undoToken(browser, email))
    expect((await me(browser)).status).toBe(401)
    expect((await me(other)).status).toBe(401)
    const path = `/client/sign_ins/${started.response.id}/attempt_first_factor`
    expect((await begun.post(path, { strategy: 'email_code', code })).code).toBe('attempt_expired')
  })

  test('nobody signed in changes factors, password, addresses or the account itself for a week (R73)', async () => {
    const { email } = await undone()
    const owner = await signInByMail(email)
    const [own] = (await me(owner)).response.email_addresses
    const answers = [
      await owner.post<TotpView>('/me/totp'),
      await owner.post('/me/backup_codes'),
      await owner.post('/me/phone_numbers', { phone_number: newNumber() }),
      await owner.post('/me/email_addresses', { email_address: newEmail() }),
      await owner.delete(`/me/email_addresses/${own?.id}`),
      await owner.patch('/me', { primary_email_address_id: own?.id ?? '' }),
      await newPassword(owner, 'another brand new one'),
      await owner.delete('/me'),
    ]
    expect(answers.map(({ code }) => code)).toEqual(answers.map(() => 'changes_locked'))
    expect(answers[0]?.errors[0]?.long_message).toContain('for another 168 hours')
    expect((await owner.patch('/me', { first_name: 'Ada' })).status).toBe(200)
    const stranger = visitor()
    await startSignIn(stranger, email, 'a brand new password')
    const { id } = (await owner.get<{ id: string }[]>('/me/sessions/active')).response.at(-1) ?? { id: '' }
    expect((await owner.post(`/me/sessions/${id}/revoke`)).status).toBe(200)
    expect((await me(stranger)).status).toBe(401)
    app.clock.advance(7 * day)
    const later = visitor()
    await startSignIn(later, email, 'a brand new password')
    expect((await later.post<TotpView>('/me/totp')).status).toBe(200)
  })

  test('an operator ends the lock sooner, and sees when it would end', async () => {
    const { email, id, undoneAt } = await undone()
    const owner = await signInByMail(email)
    expect((await readUser(id)).changes_locked_until).toBe(undoneAt + 7 * day)
    const lifted = await call<BackendUserView>('POST', `/users/${id}/unlock_changes`)
    expect(lifted.response.changes_locked_until).toBeNull()
    expect((await owner.post<TotpView>('/me/totp')).status).toBe(200)
  })

  test('where a second factor is required, setting one up is allowed, and nothing else (R57)', async () => {
    const strict = await app.create({ name: 'Strict' }, settings)
    const email = newEmail()
    const browser = await signUp(app, strict, email)
    await enrol(browser)
    const required = { multi_factor: { required: true } }
    await backend(app, strict)('PATCH', '/instance/settings', required)
    await pressUndo(browser, await undoToken(browser, email))
    const owner = new Browser(app, strict)
    const { response } = await owner.post<SignInView>('/client/sign_ins', { identifier: email, strategy: 'email_code' })
    const path = `/client/sign_ins/${response.id}`
    await owner.post(`${path}/attempt_first_factor`, { strategy: 'email_code', code: await mailedCode(owner, email) })
    await owner.post(`${path}/reset_password`, { password: 'a brand new password' })
    expect((await owner.post('/me/email_addresses', { email_address: newEmail() })).code).toBe('session_pending')
    const { secret } = await enrol(owner)
    expect(secret).toMatch(/^[A-Z2-7]+$/)
    expect((await owner.delete('/me/totp')).code).toBe('changes_locked')
  })

  test('a request that was on its way changes nothing any more (R61)', async () => {
    const { email, browser } = await person()
    await enrol(browser)
    const token = await undoToken(browser, email)
    const [slow, undone] = await Promise.all([newPassword(browser, 'intruders own words'), pressUndo(browser, token)])
    expect(undone.status).toBe(200)
    const old = await startSignIn(visitor(), email, 'intruders own words')
    expect([slow.status === 200 ? 'first' : slow.code, old.code]).toEqual([
      expect.stringMatching(/^(?:first|attempt_expired|authentication_invalid)$/),
      expect.stringMatching(/^form_password_(?:or_identifier_incorrect|void)$/),
    ])
  })

  test('nobody is refused one because somebody else is changing the account at that moment (R72)', async () => {
    const { email, browser } = await person()
    const id = await idOf(browser)
    await enrol(browser)
    const token = await undoToken(browser, email)
    let pressed: ReturnType<typeof pressUndo> | undefined
    await transact(app.context.db, async (trx) => {
      await raiseEpoch(trx, id, app.clock.now())
      pressed = pressUndo(browser, token)
      // Long enough for it to come to the row that is held here.
      await wait(150)
    })
    expect((await pressed)?.status).toBe(200)
    expect((await readUser(id)).totp_enabled).toBe(false)
  })

  test('it stands in the audit log, and every address is told, the one that was taken off as well (R73)', async () => {
    const { email, browser } = await person()
    const id = await idOf(browser)
    const other = await addEmail(browser)
    await pressUndo(browser, await undoToken(browser, email))
    for (const address of [email, other.email_address]) {
      const mail = (await mailed(browser, address)).at(-1)
      expect(mail?.subject).toBe('A change to your account was undone – Acme')
      expect(mail?.body).toContain('E-mail address added')
      expect(mail?.link).toMatch(/\/user$/)
    }
    const entry = await app.database.db
      .selectFrom('audit')
      .selectAll()
      .where('user_id', '=', id)
      .where('event', '=', 'account.undo')
      .executeTakeFirstOrThrow()
    expect(JSON.parse(entry.details)).toMatchObject({ change: 'email_added' })
  })

  test('an operator gives back what an undo took off, and the owner can undo that, too', async () => {
    const { email, browser } = await person()
    const id = await idOf(browser)
    const { secret } = await enrol(browser)
    await pressUndo(browser, await undoToken(browser, email))
    expect((await readUser(id)).totp_enabled).toBe(false)
    const restored = await call<BackendUserView>('POST', `/users/${id}/restore_undone`)
    expect(restored.response).toMatchObject({ totp_enabled: true, backup_codes_left: 10, changes_locked_until: null })
    expect((await call('POST', `/users/${id}/restore_undone`)).code).toBe('undo_missing')
    app.clock.advance(60_000)
    const owner = visitor()
    const first = await startSignIn(owner, email)
    const done = await second(owner, first.response.id, 'totp', codeOf(secret, app.clock.now()))
    expect(done.response.status).toBe('complete')
    expect((await preview(await undoToken(owner, email))).response.change).toBe('undo_reversed')
    await pressUndo(owner, await undoToken(owner, email))
    expect((await readUser(id)).totp_enabled).toBe(false)
  })

  test('what was taken off is kept for a week, then swept (R144)', async () => {
    const { id, undoneAt } = await undone()
    const kept = async () => {
      await sweep(app.database.db, app.clock.now())
      const rows = app.database.db.selectFrom('factor_snapshots').select('id').where('user_id', '=', id)
      return (await rows.execute()).length
    }
    app.clock.advance(undoneAt + 7 * day - 1 - app.clock.now())
    expect(await kept()).toBe(1)
    app.clock.advance(1)
    expect(await kept()).toBe(0)
    expect((await call('POST', `/users/${id}/restore_undone`)).code).toBe('undo_missing')
    const links = app.database.db.selectFrom('undo_links').select('id').where('user_id', '=', id)
    expect(await links.execute()).toEqual([])
  })
})
