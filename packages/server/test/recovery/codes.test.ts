import type { AccountRecoveryView, BackupCodesStateView, RecoveryOutlookView, UserView } from '@countersign/contract'
import { expect, test } from 'vitest'
import { me, second } from '../support/browser.ts'
import { app, atSecondStep, call, day, hour, instance, person, setScene, told } from './scene.ts'

setScene()

/** The same code with one character changed. */
const slip = (code: string) => (code.startsWith('0') ? '1' : '0') + code.slice(1)

test('a typo in a backup code is told and costs no try; a code of elsewhere without a check character is compared as it is (R30, R31)', async () => {
  const who = await person()
  const { browser, id } = await atSecondStep(who)
  const [code = ''] = who.backupCodes
  expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{6}$/)
  const typos = [slip(code), code.slice(1), `${code}0`, 'ABCDEFGH', `${code.slice(0, -1)}U`]
  for (let round = 0; round < 3; round++)
    for (const typo of typos) expect((await second(browser, id, 'backup_code', typo)).code).toBe('backup_code_mistyped')
  const failures = app.database.db.selectFrom('failures').selectAll().where('subject', '=', who.id)
  expect(await failures.execute()).toEqual([])
  const spelled = code.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')
  expect((await second(browser, id, 'backup_code', spelled)).response.status).toBe('complete')

  await call('PATCH', `/users/${who.id}`, { backup_codes: ['abcd-1234', 'abcd-5678'] })
  const other = await atSecondStep(who)
  expect((await second(other.browser, other.id, 'backup_code', 'abcd-1235')).code).toBe('form_code_incorrect')
  expect((await second(other.browser, other.id, 'backup_code', '(no code)')).code).toBe('backup_code_malformed')
  expect((await second(other.browser, other.id, 'backup_code', 'ABCD1234')).response.status).toBe('complete')
  const checked = await other.browser.post('/me/backup_codes/check', { code: '(no code)' })
  expect(checked.code).toBe('backup_code_malformed')
})

test('the account says how many codes are left and where one was last used, and a year later asks to see one, which stays unused (R30)', async () => {
  const who = await person()
  const state = async () => (await who.browser.get<AccountRecoveryView>('/me/recovery')).response.backup_codes
  const check = (code: string) => who.browser.post<BackupCodesStateView>('/me/backup_codes/check', { code })
  expect(await state()).toMatchObject({ left: 10, last_used_at: null, last_used_ip: null, is_check_due: false })
  const begun = await atSecondStep(who)
  begun.browser.headers['user-agent'] = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/144.0'
  await second(begun.browser, begun.id, 'backup_code', who.backupCodes[0] ?? '')
  const used = { left: 9, last_used_browser: 'Firefox', last_used_device: 'Linux', last_used_ip: '127.0.0.1' }
  expect(await state()).toMatchObject({ ...used, last_used_at: app.clock.now() })

  await app.database.db
    .updateTable('backup_code_sets')
    .set({ created_at: 1, last_used_at: app.clock.now() - 366 * day })
    .where('user_id', '=', who.id)
    .execute()
  expect(await state()).toMatchObject({ is_check_due: true })
  expect((await check(slip(who.backupCodes[1] ?? ''))).code).toBe('backup_code_mistyped')
  expect((await check(who.backupCodes[0] ?? '')).code).toBe('form_code_incorrect')
  const shown = await check(who.backupCodes[1] ?? '')
  expect(shown.response).toMatchObject({ left: 9, proved_at: app.clock.now(), is_check_due: false })
  expect((await me(who.browser)).response.backup_codes_left).toBe(9)
  // What is never used up gives no other failure back (R8), and three wrong ones an hour are all there are.
  const counted = await app.database.db.selectFrom('failures').selectAll().where('subject', '=', who.id).execute()
  expect(counted.map(({ count }) => count)).toEqual([1])
  for (let n = 0; n < 2; n++) expect((await check('0000-0000-000000')).code).toBe('form_code_incorrect')
  expect((await check(who.backupCodes[1] ?? '')).code).toBe('too_many_requests')

  // The charge that locks goes with its lock, when the code was right.
  app.clock.advance(2 * hour)
  await app.database.db.updateTable('failures').set({ count: 9 }).where('subject', '=', who.id).execute()
  expect((await check(who.backupCodes[1] ?? '')).status).toBe(200)
  expect((await check(who.backupCodes[1] ?? '')).status).toBe(200)
  await call('PATCH', `/users/${who.id}`, { backup_codes: ['abcd-1234'] })
  const imported = await atSecondStep(who)
  await second(imported.browser, imported.id, 'backup_code', 'abcd-1234')
  const none = await imported.browser.post('/me/backup_codes/check', { code: 'abcd-1234' })
  expect(none.code).toBe('backup_codes_missing')
  expect(await told(who.email)).toContain('A backup code was used – Acme')
})

test('whoever is one loss from lockout is told so, and listed for the operator by the same rule', async () => {
  const all = [await person(), await person(), await person()] as const
  const [safe, onlyPhone, keyed] = all
  await call('DELETE', `/users/${onlyPhone.id}/backup_code`)
  await call('DELETE', `/users/${keyed.id}/backup_code`)
  await app.database.db
    .insertInto('passkeys')
    .values({
      id: 'idn_key',
      instance_id: instance.instance.id,
      user_id: keyed.id,
      name: 'Key',
      rp_id: 'localhost',
      user_handle: 'h',
      credential_id: 'c',
      public_key: 'k',
      counter: 0,
      transports: '[]',
      backup_eligible: 0,
      backed_up: 0,
      confirmed_at: 1,
      challenge: null,
      session_id: null,
      expires_at: null,
      last_used_at: null,
      created_at: 1,
      updated_at: 1,
    })
    .execute()
  const outlook = async ({ id }: { id: string }) =>
    (await call<RecoveryOutlookView>('GET', `/users/${id}/recovery_outlook`)).response
  expect(await outlook(safe)).toMatchObject({
    score: 2,
    is_one_loss_from_lockout: false,
    can_recover_by_mail: true,
    losses: [
      { lost: 'phone', id: null, left: ['backup_code'], is_locked_out: false },
      { lost: 'backup_codes', id: null, left: ['totp'], is_locked_out: false },
    ],
  })
  expect(await outlook(onlyPhone)).toMatchObject({
    score: 1,
    losses: [{ lost: 'phone', left: [], is_locked_out: true }],
  })
  expect(await outlook(keyed)).toMatchObject({
    score: 2,
    losses: [{ lost: 'phone' }, { lost: 'passkey', id: 'idn_key' }],
  })

  // With passkeys switched off the key counts for nothing, in either reading.
  const users = (await call<UserView[]>('GET', '/users?limit=100')).response
  for (const passkey of [true, false]) {
    await call('PATCH', '/instance/settings', { multi_factor: { passkey } })
    const listed = (await call<RecoveryOutlookView[]>('GET', '/recovery_outlooks?limit=100')).response
    const each = await Promise.all(users.map(outlook))
    const atRisk = each.filter(({ is_one_loss_from_lockout }) => is_one_loss_from_lockout)
    expect(new Set(listed.map(({ user_id }) => user_id))).toEqual(new Set(atRisk.map(({ user_id }) => user_id)))
    expect(listed.map(({ user_id }) => user_id).includes(keyed.id)).toBe(!passkey)
  }
  await call('PATCH', '/instance/settings', { multi_factor: { passkey: true } })
  const { response } = await call<RecoveryOutlookView>('GET', '/recovery_outlooks?limit=1')
  expect(response).toHaveLength(1)
})
