import type {
  BackendUserView,
  ClientView,
  InvitationView,
  SettingsPatch,
  SignInView,
  SignUpView,
} from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, type Fields, mailedCode, me, password } from './support/browser.ts'
import { newNumber } from './support/phones.ts'

let app: TestApp
let restricted: CreatedInstance
let open: CreatedInstance

const modes = { restricted: { sign_up: 'invitation' }, open: { sign_up: 'open' } } satisfies Record<
  string,
  SettingsPatch
>
beforeAll(async () => {
  app = await startTestApp()
  restricted = await app.create({ name: 'Restricted' }, modes.restricted)
  open = await app.create({ name: 'Open' }, modes.open)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

const day = 86_400_000
let count = 0
const newEmail = () => `guest${++count}@example.com`

interface Invited {
  id: string
  email: string
  ticket: string
}

async function invite(to: CreatedInstance, fields: Record<string, unknown> = {}): Promise<Invited> {
  const email = newEmail()
  const wish = { email_address: email, notify: false, ...fields }
  const { response } = await backend(app, to)<InvitationView>('POST', '/invitations', wish)
  return { id: response.id, email, ticket: new URL(response.url ?? '').searchParams.get('__clerk_ticket') ?? '' }
}
const revoke = (to: CreatedInstance, id: string) => backend(app, to)('POST', `/invitations/${id}/revoke`)
const statusOf = async (to: CreatedInstance, id: string) => {
  const answers = ['', '&status=revoked'].map((status) =>
    backend(app, to)<InvitationView[]>('GET', `/invitations?query=${id}${status}`),
  )
  return (await Promise.all(answers)).flatMap(({ response }) => response)[0]?.status
}
const start = (browser: Browser, fields: Fields) => browser.post<SignUpView>('/client/sign_ups', fields)
const withTicket = (browser: Browser, ticket: string, fields: Fields = {}) =>
  start(browser, { strategy: 'ticket', ticket, ...fields })
const patch = (browser: Browser, id: string, fields: Fields) =>
  browser.patch<SignUpView>(`/client/sign_ups/${id}`, fields)
const usersOf = (to: CreatedInstance) =>
  app.context.db.selectFrom('users').selectAll().where('instance_id', '=', to.instance.id).execute()

async function verify(browser: Browser, id: string, strategy: string, to: string) {
  await browser.post(`/client/sign_ups/${id}/prepare_verification`, { strategy })
  const code = await mailedCode(browser, to)
  return browser.post<SignUpView>(`/client/sign_ups/${id}/attempt_verification`, { strategy, code })
}

test('an invitation brings a verified address and metadata; the password is still asked for', async () => {
  const { id, email, ticket } = await invite(restricted, { public_metadata: { plan: 'pro' } })
  const browser = new Browser(app, restricted)
  const begun = (await withTicket(browser, ticket)).response
  expect(begun).toMatchObject({
    status: 'missing_requirements',
    email_address: email,
    missing_fields: ['password'],
    unverified_fields: [],
    verifications: { email_address: { status: 'verified', strategy: 'ticket', next_action: '' } },
  })
  expect(await statusOf(restricted, id)).toBe('pending')
  const done = await patch(browser, begun.id, { password })
  expect(done.response.status).toBe('complete')
  const user = (await me(browser)).response
  expect(user.email_addresses).toMatchObject([{ email_address: email, verification: { status: 'verified' } }])
  expect(user.public_metadata).toEqual({ plan: 'pro' })
  expect(await statusOf(restricted, id)).toBe('accepted')
  expect((await revoke(restricted, id)).code).toBe('invitation_already_accepted')
  const again = new Browser(app, restricted)
  const { response } = await again.post<SignInView>('/client/sign_ins', { identifier: email, password })
  expect(response.status).toBe('complete')
})

test('an invitation without a password opens a session whose first factor is the ticket', async () => {
  const only = await app.create({ name: 'Codes' }, { ...modes.restricted, first_factors: { password: false } })
  const { ticket } = await invite(only)
  const browser = new Browser(app, only)
  const done = (await withTicket(browser, ticket)).response
  expect(done.status).toBe('complete')
  const session = await app.context.db
    .selectFrom('sessions')
    .selectAll()
    .where('id', '=', done.created_session_id)
    .executeTakeFirstOrThrow()
  expect(session).toMatchObject({ first_strategy: 'ticket', first_verified_at: app.clock.now(), second_strategy: null })
})

test('whatever else the instance requires is still required: a verified number and a second factor', async () => {
  const strict = await app.create(
    { name: 'Strict' },
    {
      ...modes.restricted,
      identifiers: { phone_number: 'required' },
      sms: { countries: ['DE', 'US'] },
      multi_factor: { totp: true, required: true },
    },
  )
  const { ticket } = await invite(strict)
  const browser = new Browser(app, strict)
  const number = newNumber()
  const begun = (await withTicket(browser, ticket, { password })).response
  expect(begun).toMatchObject({ status: 'missing_requirements', missing_fields: ['phone_number'] })
  const given = await patch(browser, begun.id, { phone_number: number })
  expect(given.response).toMatchObject({ status: 'missing_requirements', unverified_fields: ['phone_number'] })
  const done = await verify(browser, begun.id, 'phone_code', number)
  expect(done.response.status).toBe('complete')
  const [session] = (await browser.get<ClientView>('/client')).response.sessions
  expect(session).toMatchObject({ status: 'pending', tasks: [{ key: 'setup-mfa' }] })
})

test('without an invitation every step of a sign-up is refused, one begun before the switch included', async () => {
  const switched = await app.create({ name: 'Switched' }, modes.open)
  const [begun, verifying] = [new Browser(app, switched), new Browser(app, switched)]
  const first = (await start(begun, { email_address: newEmail() })).response
  const address = newEmail()
  const second = (await start(verifying, { email_address: address, password })).response
  await verifying.post(`/client/sign_ups/${second.id}/prepare_verification`, { strategy: 'email_code' })
  const code = await mailedCode(verifying, address)
  await backend(app, switched)('PATCH', '/instance/settings', { sign_up: 'invitation' })
  const tried = [
    await start(new Browser(app, switched), { email_address: newEmail(), password }),
    await start(new Browser(app, switched), { username: 'guest', password }),
    await patch(begun, first.id, { password }),
    await begun.post(`/client/sign_ups/${first.id}/prepare_verification`, { strategy: 'email_code' }),
    await verifying.post(`/client/sign_ups/${second.id}/attempt_verification`, { strategy: 'email_code', code }),
  ]
  expect(tried.map(({ status, code: refusal }) => [status, refusal])).toEqual(
    tried.map(() => [403, 'sign_up_mode_restricted']),
  )
  expect(await usersOf(switched)).toEqual([])
})

test('an unknown, used, revoked, expired or foreign ticket gets the same answer (R109)', async () => {
  const used = await invite(open)
  await withTicket(new Browser(app, open), used.ticket, { password })
  const revoked = await invite(open)
  await revoke(open, revoked.id)
  const expired = await invite(open, { expires_in_days: 1 })
  app.clock.advance(day)
  const foreign = await invite(restricted)
  const tickets = ['x', 'a'.repeat(43), used.ticket, revoked.ticket, expired.ticket, foreign.ticket]
  const answers = await Promise.all(tickets.map((ticket) => withTicket(new Browser(app, open), ticket, { password })))
  const seen = new Set(answers.map(({ status, errors }) => JSON.stringify([status, errors])))
  expect(seen.size).toBe(1)
  expect(answers[0]).toMatchObject({ status: 400, code: 'ticket_invalid_code' })
  expect(answers[0]?.errors[0]?.long_message).toContain('ask for a new invitation')
})

describe.each(['restricted', 'open'] as const)('in a %s instance, a sign-up begun with an invitation', (mode) => {
  const place = () => (mode === 'open' ? open : restricted)
  async function begin() {
    const invited = await invite(place(), { expires_in_days: 1 })
    const browser = new Browser(app, place())
    return { ...invited, browser, signUp: (await withTicket(browser, invited.ticket)).response.id }
  }

  test.each(['revoked', 'expired'])('creates no account once the invitation was %s', async (how) => {
    const { id, browser, signUp } = await begin()
    const before = (await usersOf(place())).length
    if (how === 'revoked') await revoke(place(), id)
    else {
      await app.context.db
        .updateTable('invitations')
        .set({ expires_at: app.clock.now() })
        .where('id', '=', id)
        .execute()
    }
    const refused = await patch(browser, signUp, { password })
    expect(refused).toMatchObject({ status: 400, code: 'ticket_invalid_code' })
    expect((await usersOf(place())).length).toBe(before)
    expect((await me(browser)).status).toBe(401)
  })

  test('keeps its address when the same one is typed again', async () => {
    const { email, browser, signUp } = await begin()
    const done = await patch(browser, signUp, { email_address: ` ${email.toUpperCase()} `, password })
    expect(done.response.status).toBe('complete')
  })

  test('creates no account while sign-up is closed, and does so once it is not', async () => {
    const { browser, signUp, ticket } = await begin()
    const set = (sign_up: string) => backend(app, place())('PATCH', '/instance/settings', { sign_up })
    await set('closed')
    expect((await patch(browser, signUp, { password })).code).toBe('sign_up_mode_restricted')
    expect((await withTicket(new Browser(app, place()), ticket, { password })).code).toBe('sign_up_mode_restricted')
    await set(modes[mode].sign_up)
    expect((await patch(browser, signUp, { password })).response.status).toBe('complete')
  })

  test('says so when the address has an account already', async () => {
    const { email, ticket } = await invite(place())
    await backend(app, place())('POST', '/users', { email_address: [email] })
    const refused = await withTicket(new Browser(app, place()), ticket, { password })
    expect(refused).toMatchObject({ status: 422, code: 'form_identifier_exists' })
  })
})

test('another address drops the invitation: refused where one is needed, verified by a code where sign-up is open', async () => {
  const needed = await invite(restricted)
  const held = new Browser(app, restricted)
  const begun = (await withTicket(held, needed.ticket)).response
  const other = { email_address: newEmail(), password }
  expect((await patch(held, begun.id, other)).code).toBe('sign_up_mode_restricted')
  expect((await withTicket(new Browser(app, restricted), needed.ticket, other)).code).toBe('sign_up_mode_restricted')
  expect(await statusOf(restricted, needed.id)).toBe('pending')

  const { id, ticket, email } = await invite(open, { public_metadata: { plan: 'pro' } })
  const browser = new Browser(app, open)
  const own = newEmail()
  const { response } = await withTicket(browser, ticket)
  const changed = (await patch(browser, response.id, { email_address: own, password })).response
  expect(changed).toMatchObject({
    email_address: own,
    unverified_fields: ['email_address'],
    verifications: { email_address: { status: 'unverified' } },
  })
  // Going back to the invited address does not verify it either.
  const back = (await patch(browser, response.id, { email_address: email })).response
  expect(back.unverified_fields).toEqual(['email_address'])
  await patch(browser, response.id, { email_address: own })
  expect((await verify(browser, response.id, 'email_code', own)).response.status).toBe('complete')
  expect((await me(browser)).response.public_metadata).toEqual({})
  expect(await statusOf(open, id)).toBe('pending')
})

describe('an invitation makes one account', () => {
  test.each([true, false])(
    'under 50 concurrent browsers, each with a sign-up of its own (begun before: %s)',
    async (isBegun) => {
      const only = await app.create({ name: 'Raced' }, { ...modes.restricted, first_factors: { password: isBegun } })
      const { id, ticket } = await invite(only)
      const browsers = Array.from({ length: 50 }, () => new Browser(app, only))
      const signUps: string[] = []
      if (isBegun) {
        for (const browser of browsers) signUps.push((await withTicket(browser, ticket)).response.id)
        await backend(app, only)('PATCH', '/instance/settings', { first_factors: { password: false } })
      }
      const answers = await Promise.all(
        browsers.map((browser, index) =>
          isBegun ? patch(browser, signUps[index] ?? '', { first_name: 'Ada' }) : withTicket(browser, ticket),
        ),
      )
      const done = answers.filter(({ response }) => response?.status === 'complete')
      expect(done).toHaveLength(1)
      const refused = answers.filter((answer) => answer !== done[0])
      // Fifty requests share ten connections; on a busy machine, some get none.
      const refusals = ['ticket_invalid_code', 'form_identifier_exists', 'database_unavailable']
      for (const { code } of refused) expect(refusals).toContain(code)
      const users = await usersOf(only)
      expect(users).toHaveLength(1)
      const row = await app.context.db.selectFrom('invitations').selectAll().where('id', '=', id).executeTakeFirst()
      expect(row).toMatchObject({ user_id: users[0]?.id, accepted_at: app.clock.now() })
    },
  )

  test('when it is revoked at the same time, either the account or the revocation counts', async () => {
    const only = await app.create({ name: 'Revoking' }, { ...modes.restricted, first_factors: { password: false } })
    for (let round = 0; round < 10; round++) {
      const { id, ticket } = await invite(only)
      const before = (await usersOf(only)).length
      const [accepted, revoked] = await Promise.all([withTicket(new Browser(app, only), ticket), revoke(only, id)])
      const made = (await usersOf(only)).length - before
      expect([made, accepted.status, revoked.status]).toEqual(made === 1 ? [1, 200, 400] : [0, 400, 200])
    }
  })
})

test('an invitation that was refused by the transaction of the account stays pending', async () => {
  const named = await app.create({ name: 'Named' }, { ...modes.restricted, identifiers: { username: 'required' } })
  const [one, two] = [await invite(named), await invite(named)]
  const [first, second] = [new Browser(app, named), new Browser(app, named)]
  const firstId = (await withTicket(first, one.ticket, { username: 'ada' })).response.id
  const secondId = (await withTicket(second, two.ticket, { username: 'ada' })).response.id
  expect((await patch(first, firstId, { password })).response.status).toBe('complete')
  expect((await patch(second, secondId, { password })).code).toBe('form_identifier_exists')
  expect(await statusOf(named, two.id)).toBe('pending')
  expect((await patch(second, secondId, { username: 'grace', password })).response.status).toBe('complete')
})

test('deleting the user deletes the invitation they accepted', async () => {
  const { id, email, ticket } = await invite(restricted)
  await withTicket(new Browser(app, restricted), ticket, { password })
  const call = backend(app, restricted)
  const [user] = (await call<BackendUserView[]>('GET', `/users?email_address=${email}`)).response
  await call('DELETE', `/users/${user?.id}`)
  expect(await statusOf(restricted, id)).toBeUndefined()
  expect((await withTicket(new Browser(app, restricted), ticket, { password })).code).toBe('ticket_invalid_code')
})
