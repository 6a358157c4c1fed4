import type { BackendUserView, BackupCodeView, SignInView } from '@countersign/contract'
import { describe, expect, test } from 'vitest'
import { sweep } from '../../src/db/cleanup.ts'
import { codeOf, enrol, mailedCode, me, password, second, startSignIn } from '../support/browser.ts'
import { pressUndo, undoToken, undoTokens } from '../support/undo.ts'
import {
  addNumber,
  app,
  call,
  idOf,
  newEmail,
  newPassword,
  person,
  preview,
  readUser,
  setScene,
  signInByMail,
  visitor,
} from './scene.ts'

setScene()

describe('“this wasn’t me” puts back what was there before', () => {
  test('an authenticator app that was added is gone, and sign-in asks for no second step (R73)', async () => {
    const { email, browser } = await person()
    const id = await idOf(browser)
    await enrol(browser)
    const undone = await pressUndo(browser, await undoToken(browser, email))
    expect(undone.response).toMatchObject({ object: 'undo', needs_new_password: true })
    expect(await readUser(id)).toMatchObject({
      totp_enabled: false,
      two_factor_enabled: false,
      backup_code_enabled: false,
      mfa_enabled_at: null,
    })
    await signInByMail(email)
  })

  test('an authenticator app that was removed is back with its secret and its backup codes; codes of before are burnt (R4, R73)', async () => {
    const { email, browser } = await person()
    const { secret, backupCodes } = await enrol(browser)
    const before = await me(browser)
    expect((await browser.delete('/me/totp')).status).toBe(200)
    await pressUndo(browser, await undoToken(browser, email))
    const after = await readUser(before.response.id)
    expect(after).toMatchObject({ totp_enabled: true, backup_code_enabled: true })
    const stale = codeOf(secret, app.clock.now())
    const intruder = visitor()
    const { response } = await intruder.post<SignInView>('/client/sign_ins', { identifier: email })
    expect(response.status).toBe('needs_first_factor')
    app.clock.advance(60_000)
    const owner = await signInByMail(email, 'a brand new password', codeOf(secret, app.clock.now()))
    expect((await me(owner)).response.backup_codes_left).toBe(backupCodes.length)
    expect(stale).not.toBe(codeOf(secret, app.clock.now()))
  })

  test('the code of this very moment does not open a restored app (R4)', async () => {
    const { email, browser } = await person()
    const { secret } = await enrol(browser)
    await browser.delete('/me/totp')
    await pressUndo(browser, await undoToken(browser, email))
    await expect(signInByMail(email, 'a brand new password', codeOf(secret, app.clock.now()))).rejects.toThrow()
  })

  test('the earlier password hash is back, and neither it nor the intruder’s opens anything (R73)', async () => {
    const { email, browser } = await person()
    await newPassword(browser, 'intruders own words')
    await pressUndo(browser, await undoToken(browser, email))
    const old = await startSignIn(visitor(), email)
    expect([old.status, old.code]).toEqual([422, 'form_password_void'])
    expect((await startSignIn(visitor(), email, 'intruders own words')).code).toBe(
      'form_password_or_identifier_incorrect',
    )
    await signInByMail(email)
    expect((await startSignIn(visitor(), email)).code).toBe('form_password_or_identifier_incorrect')
    expect((await startSignIn(visitor(), email, 'a brand new password')).response.status).toBe('complete')
  })

  test('a hash from elsewhere is back with the note of what its checks cost, which was forgotten meanwhile (R44)', async () => {
    const email = newEmail()
    const bcrypt = '$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS'
    const hashed = { password_digest: bcrypt, password_hasher: 'bcrypt' }
    const { response } = await call<BackendUserView>('POST', '/users', { email_address: [email], ...hashed })
    const shapes = () => app.database.db.selectFrom('foreign_hash_shapes').select('shape').execute()
    await call('PATCH', `/users/${response.id}`, { password: 'an operators choice' })
    await sweep(app.database.db, app.clock.now())
    expect(await shapes()).toEqual([])
    await pressUndo(visitor(), await undoToken(visitor(), email))
    expect(await shapes()).toEqual([{ shape: 'bcrypt,4' }])
  })

  test('the app’s server is told that a void password does not match', async () => {
    const { email, browser } = await person()
    const id = await idOf(browser)
    await newPassword(browser, 'intruders own words')
    await pressUndo(browser, await undoToken(browser, email))
    expect((await call('POST', `/users/${id}/verify_password`, { password })).code).toBe('incorrect_password')
    await call('PATCH', `/users/${id}`, { password: 'an operators choice' })
    expect((await call('POST', `/users/${id}/verify_password`, { password: 'an operators choice' })).status).toBe(200)
  })

  test('a code by mail signs in only with a new password behind it', async () => {
    const { email, browser } = await person()
    await newPassword(browser, 'intruders own words')
    await pressUndo(browser, await undoToken(browser, email))
    const owner = visitor()
    const started = await owner.post<SignInView>('/client/sign_ins', { identifier: email, strategy: 'email_code' })
    const proven = await owner.post<SignInView>(`/client/sign_ins/${started.response.id}/attempt_first_factor`, {
      strategy: 'email_code',
      code: await mailedCode(owner, email),
    })
    expect(proven.response).toMatchObject({ status: 'needs_new_password', created_session_id: null })
    const done = await owner.post<SignInView>(`/client/sign_ins/${started.response.id}/reset_password`, {
      password: 'a brand new password',
    })
    expect(done.response.status).toBe('complete')
  })

  test('a set of backup codes that was replaced works again, but for the codes that were used (S41)', async () => {
    const { email, browser } = await person()
    const { secret, backupCodes } = await enrol(browser)
    const use = async (code: string | undefined) => {
      const on = visitor()
      const { response } = await startSignIn(on, email)
      return (await second(on, response.id, 'backup_code', code ?? '')).code ?? 'accepted'
    }
    expect(await use(backupCodes[0])).toBe('accepted')
    expect((await browser.post<BackupCodeView>('/me/backup_codes')).status).toBe(200)
    const replaced = await undoToken(browser, email)
    app.clock.advance(60_000)
    await newPassword(browser, 'intruders own words')
    await pressUndo(browser, replaced)
    const owner = await signInByMail(email, password, codeOf(secret, app.clock.now() + 30_000))
    expect((await me(owner)).response.backup_codes_left).toBe(backupCodes.length - 1)
    expect(await use(backupCodes[0])).toBe('form_code_incorrect')
    expect(await use(backupCodes[1])).toBe('accepted')
  })

  test('a code used between two changes stays used when both are undone (S41)', async () => {
    const { email, browser } = await person()
    const { secret, backupCodes } = await enrol(browser)
    await newPassword(browser, 'intruders own words')
    const first = await undoToken(browser, email)
    const on = visitor()
    const { response } = await startSignIn(on, email, 'intruders own words')
    await second(on, response.id, 'backup_code', backupCodes[0] ?? '')
    await browser.post<BackupCodeView>('/me/backup_codes')
    await pressUndo(browser, first)
    const owner = await signInByMail(email, password, codeOf(secret, app.clock.now() + 30_000))
    expect((await me(owner)).response.backup_codes_left).toBe(backupCodes.length - 1)
  })

  test.each(['mfa', 'totp', 'backup_code'] as const)(
    'what support took away by %s can be taken back by the owner as well (R73)',
    async (what) => {
      const { email, browser } = await person()
      const phone = await addNumber(browser, true)
      await enrol(browser)
      const id = await idOf(browser)
      const before = await readUser(id)
      await call('DELETE', `/users/${id}/${what}`)
      const { response } = await preview(await undoToken(browser, email))
      expect(response).toMatchObject({ browser_name: null, device_type: null })
      await pressUndo(browser, await undoToken(browser, email))
      const after = await readUser(id)
      expect(after).toMatchObject({
        totp_enabled: true,
        two_factor_enabled: true,
        backup_codes_left: before.backup_codes_left,
        mfa_enabled_at: before.mfa_enabled_at,
      })
      expect(after.phone_numbers).toMatchObject([{ id: phone.id, reserved_for_second_factor: true }])
    },
  )

  test('every change an app’s server makes is told with a link; those of one call are undone by any of theirs (R73)', async () => {
    const { email, browser } = await person()
    const id = await idOf(browser)
    const fields = {
      password: 'an operators choice',
      totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      backup_codes: ['00000-00000-00001'],
    }
    const changed = await call('PATCH', `/users/${id}`, fields)
    if (changed.status !== 200) await call('PATCH', `/users/${id}`, { ...fields, backup_codes: undefined })
    const tokens = await undoTokens(browser, email)
    expect(tokens.length).toBeGreaterThanOrEqual(2)
    expect((await pressUndo(browser, tokens[0] ?? '')).status).toBe(200)
    expect(await readUser(id)).toMatchObject({ totp_enabled: false })
    for (const token of tokens) expect((await pressUndo(browser, token)).code).toBe('undo_link_invalid')
  })

  test('an account without a password stays without one', async () => {
    const email = newEmail()
    const { response } = await call<BackendUserView>('POST', '/users', { email_address: [email] })
    await call('PATCH', `/users/${response.id}`, { password: 'an operators choice' })
    const undone = await pressUndo(visitor(), await undoToken(visitor(), email))
    expect(undone.response.needs_new_password).toBe(false)
    expect((await readUser(response.id)).password_enabled).toBe(false)
    const owner = visitor()
    const started = await owner.post<SignInView>('/client/sign_ins', { identifier: email, strategy: 'email_code' })
    const code = await mailedCode(owner, email)
    const path = `/client/sign_ins/${started.response.id}/attempt_first_factor`
    expect((await owner.post<SignInView>(path, { strategy: 'email_code', code })).response.status).toBe('complete')
  })
})

test('whoever adds a table about users decides whether an undo puts it back', async () => {
  const tables = await app.database.db.introspection.getTables()
  const ofUsers = tables.filter(({ columns }) => columns.some(({ name }) => name === 'user_id')).map(({ name }) => name)
  const putBack = ['backup_code_sets', 'backup_codes', 'email_addresses', 'passkeys', 'phone_numbers', 'totp_factors']
  const ended = [
    'reverifications',
    'sessions',
    'sign_ins',
    'sign_ups',
    'step_ups',
    'tickets',
    'trusted_devices',
    'verifications',
  ]
  const about = [
    'administrators',
    'approvals',
    'audit',
    'factor_snapshots',
    'imports',
    'invitations',
    'mfa_dry_runs',
    'mfa_graces',
    'mfa_receipts',
    'nudges',
    'profile_images',
    'undo_links',
  ]
  // An undo neither begins a recovery nor takes back that support helped; its epoch voids what is open.
  const helped = ['help_desk_codes', 'mfa_resets', 'recoveries']
  expect(ofUsers.sort()).toEqual([...putBack, ...ended, ...about, ...helped].sort())
})
