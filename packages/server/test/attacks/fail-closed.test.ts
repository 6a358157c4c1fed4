import type { ClientView, SignInView, SignUpView } from '@countersign/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { backupCode } from '../../src/factors/backup-code/backup-code.ts'
import type { Attempt } from '../../src/factors/factor.ts'
import { trustFactors } from '../../src/factors/index.ts'
import { phoneCode } from '../../src/factors/phone-code/phone-code.ts'
import { totp } from '../../src/factors/totp/totp.ts'
import { loadUserForMove } from '../../src/flows/sign-in/sign-in.load.ts'
import type { Scope } from '../../src/http/scope.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { revokeSession } from '../../src/sessions/end.ts'
import type { SignedIn } from '../../src/sessions/guard.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { Browser, codeOf, enrol, mailedCode, me, password, second, signUp, startSignIn } from '../support/browser.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `late${++count}@example.com`
const visitor = () => new Browser(app, instance)
const scope = () =>
  ({ context: app.context, instance: instance.instance, now: app.clock.now(), language: 'en' }) as unknown as Scope

interface Meddling {
  table: string
  on: 'insert' | 'update'
  /** SQL over the written row, `new`. */
  when: string
  write: string
}
let meddlers = 0

/** Another server that is faster by a hair: a trigger changes the row after we looked and before we write. */
async function meddle<Result>(how: Meddling, work: () => Promise<Result>): Promise<Result> {
  const { db, database } = app.context
  const name = `meddler_${++meddlers}`
  const { table, on, when, write } = how
  const isSqlite = database.engine === 'sqlite'
  const create = isSqlite
    ? [`create trigger ${name} after ${on} on ${table} when ${when} begin ${write}; end`]
    : [
        `create function ${name}() returns trigger as $$ begin if ${when} then ${write}; end if; return new; end $$ language plpgsql`,
        `create trigger ${name} after ${on} on ${table} for each row execute function ${name}()`,
      ]
  const drop = isSqlite ? `drop trigger ${name}` : `drop trigger ${name} on ${table}`
  for (const statement of create) await sql.raw(statement).execute(db)
  try {
    return await work()
  } finally {
    await sql.raw(drop).execute(db)
  }
}

async function person(): Promise<{ browser: Browser; email: string; id: string; session: string }> {
  const email = newEmail()
  const browser = await signUp(app, instance, email)
  const session = (await browser.get<ClientView>('/client')).response.last_active_session_id ?? ''
  app.clock.advance(1000)
  return { browser, email, session, id: (await me(browser)).response.id }
}
const sessionsOf = async (userId: string) =>
  (await app.context.db.selectFrom('sessions').select('id').where('user_id', '=', userId).execute()).length

describe('when another server is faster by a hair, nothing is done twice and nobody gets in:', () => {
  test('proving the first factor (R6, R54)', async () => {
    const who = await person()
    const browser = visitor()
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: who.email })
    const { id } = begun.response
    const faster = {
      table: 'audit',
      on: 'insert',
      when: "new.event = 'sign_in.first_factor'",
      write: `update sign_ins set first_at = 1 where id = '${id}'`,
    } as const
    const path = `/client/sign_ins/${id}/attempt_first_factor`
    const late = await meddle(faster, () => browser.post(path, { strategy: 'password', password }))
    expect(late.code).toBe('form_code_incorrect')
    expect(await sessionsOf(who.id)).toBe(1)
    expect((await me(browser)).status).toBe(401)
    expect((await browser.post<SignInView>(path, { strategy: 'password', password })).response.status).toBe('complete')
  })

  test('proving the second factor: the code is not used up either (R6, R14)', async () => {
    const who = await person()
    const { secret } = await enrol(who.browser)
    const browser = visitor()
    const { response } = await startSignIn(browser, who.email)
    const faster = {
      table: 'audit',
      on: 'insert',
      when: "new.event = 'sign_in.second_factor'",
      write: `update sign_ins set second_at = 1 where id = '${response.id}'`,
    } as const
    const code = codeOf(secret, app.clock.now())
    const late = await meddle(faster, () => second(browser, response.id, 'totp', code))
    expect(late.code).toBe('form_code_incorrect')
    expect(await sessionsOf(who.id)).toBe(1)
    expect((await second(browser, response.id, 'totp', code)).response.status).toBe('complete')
    expect(await sessionsOf(who.id)).toBe(2)
  })

  test('opening the door (R6, R52)', async () => {
    const who = await person()
    const browser = visitor()
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: who.email })
    const faster = {
      table: 'sessions',
      on: 'insert',
      when: `new.user_id = '${who.id}'`,
      write: `update sign_ins set session_id = '${who.session}' where id = '${begun.response.id}'`,
    } as const
    const path = `/client/sign_ins/${begun.response.id}/attempt_first_factor`
    const late = await meddle(faster, () => browser.post(path, { strategy: 'password', password }))
    expect(late.code).toBe('step_not_allowed')
    expect(await sessionsOf(who.id)).toBe(1)
    expect((await me(browser)).status).toBe(401)
  })

  test('setting the new password (R75)', async () => {
    const who = await person()
    const browser = visitor()
    const strategy = 'reset_password_email_code'
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: who.email, strategy })
    const path = `/client/sign_ins/${begun.response.id}`
    await browser.post(`${path}/attempt_first_factor`, { strategy, code: await mailedCode(browser, who.email) })
    const faster = {
      table: 'users',
      on: 'update',
      when: 'new.epoch > old.epoch',
      write: `update sign_ins set new_password_at = 1 where id = '${begun.response.id}'`,
    } as const
    const late = await meddle(faster, () => browser.post(`${path}/reset_password`, { password: 'never to be set' }))
    expect(late.code).toBe('step_not_allowed')
    expect((await startSignIn(visitor(), who.email)).response.status).toBe('complete')
    expect((await me(who.browser)).status).toBe(200)
  })

  test.each([
    ['verifying its address', 'verifications', 'update', 'new.used_at is not null'],
    ['making its account', 'users', 'insert', 'new.id is not null'],
  ] as const)('a sign-up, %s (R6, R14)', async (_, table, on, when) => {
    const who = await person()
    const browser = visitor()
    const email = newEmail()
    const begun = await browser.post<SignUpView>('/client/sign_ups', { email_address: email, password })
    const path = `/client/sign_ups/${begun.response.id}`
    await browser.post(`${path}/prepare_verification`)
    const code = await mailedCode(browser, email)
    const write = `update sign_ups set session_id = '${who.session}' where id = '${begun.response.id}'`
    const late = await meddle({ table, on, when, write }, () => browser.post(`${path}/attempt_verification`, { code }))
    expect(late.code).toBe('step_not_allowed')
    expect((await me(browser)).status).toBe(401)
    const made = await app.context.db
      .selectFrom('email_addresses')
      .select('id')
      .where('address_key', '=', email)
      .execute()
    expect(made).toEqual([])
    const done = await browser.post<SignUpView>(`${path}/attempt_verification`, { code })
    expect(done.response.status).toBe('complete')
  })
})

describe('where nobody is behind an attempt', () => {
  const nobody: Attempt = {
    purpose: 'sign_in',
    id: 'sia_nobody',
    facts: null,
    identifierKey: 'nobody@example.com',
    asker: { kind: 'stranger' },
  }

  test('no second factor is ever proven (R44, R118)', async () => {
    await expect(totp.verify(scope(), nobody, { code: '123456' })).rejects.toMatchObject({
      code: 'form_code_incorrect',
    })
    await expect(phoneCode.verify(scope(), nobody, { code: '123456' })).rejects.toMatchObject({
      code: 'form_code_incorrect',
    })
    await expect(phoneCode.prepare?.(scope(), nobody, {})).rejects.toMatchObject({ code: 'form_code_incorrect' })
    await expect(backupCode.verify(scope(), nobody, { code: 'A'.repeat(13) })).rejects.toMatchObject({
      code: 'form_code_incorrect',
    })
  })

  test.each(trustFactors.map((factor) => [factor.strategy, factor] as const))(
    'no browser is made known by %s',
    async (_, factor) => {
      const refusal = { code: 'form_code_incorrect' }
      await expect(factor.prepare?.(scope(), nobody, {})).rejects.toMatchObject(refusal)
      await expect(factor.verify(scope(), nobody, { code: '123456' })).rejects.toMatchObject(refusal)
    },
  )

  test('no step goes on (R54)', async () => {
    const browser = visitor()
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: newEmail() })
    const row = await app.context.db
      .selectFrom('sign_ins')
      .select('client_id')
      .where('id', '=', begun.response.id)
      .executeTakeFirstOrThrow()
    const own = { ...scope(), client: { id: row.client_id } } as Scope
    await expect(loadUserForMove(app.context.db, own, begun.response.id, 'attempt_first')).rejects.toMatchObject({
      code: 'step_not_allowed',
    })
  })
})

test('a session whose user is not of its instance opens nothing (R66, S12)', async () => {
  const who = await person()
  const other = await app.create({ name: 'Other' })
  const move = { instance_id: other.instance.id }
  await app.context.db.updateTable('users').set(move).where('id', '=', who.id).execute()
  expect((await me(who.browser)).code).toBe('authentication_invalid')
})

test('no session is ended without an id', async () => {
  await expect(revokeSession(scope() as SignedIn, undefined)).rejects.toMatchObject({ code: 'resource_not_found' })
})
