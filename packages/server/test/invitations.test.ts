import type { EnvironmentView, InvitationView, MessageView, PageView, Settings } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { asText, dumpDatabase } from './attacks/dump.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { type Answer, Browser, backend, mailed } from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance
let call: ReturnType<typeof backend>

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({ slug: 'acme' }, { sign_up: 'invitation' })
  call = backend(app, instance)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

const day = 86_400_000
let count = 0
const newEmail = () => `invited${++count}@example.com`
const invite = (fields: Record<string, unknown> = {}, by = call) =>
  by<InvitationView>('POST', '/invitations', { email_address: newEmail(), ...fields })
const revoke = (id: string, by = call) => by<InvitationView>('POST', `/invitations/${id}/revoke`)
const list = (query = '', by = call) => by<InvitationView[]>('GET', `/invitations${query}`)
const inboxOf = (email: string): Promise<MessageView[]> => mailed(new Browser(app, instance), email)
const ticketOf = ({ url = '' }: InvitationView) => new URL(url).searchParams.get('__clerk_ticket') ?? ''
const idsOf = ({ response }: Answer<InvitationView[]>) => response.map(({ id }) => id)

describe('creating an invitation', () => {
  test('answers the link once, and stores only the hash of its token', async () => {
    const email = newEmail()
    const { response: made, status } = await invite({ email_address: email, public_metadata: { plan: 'pro' } })
    const now = app.clock.now()
    expect(status).toBe(200)
    expect(made).toEqual({
      object: 'invitation',
      id: expect.stringMatching(/^inv_/),
      email_address: email,
      public_metadata: { plan: 'pro' },
      status: 'pending',
      revoked: false,
      url: `http://localhost:4100/i/acme/sign-up?__clerk_ticket=${ticketOf(made)}`,
      expires_at: now + 30 * day,
      created_at: now,
      updated_at: now,
    })
    expect(ticketOf(made)).toMatch(/^[\w-]{43}$/)
    const [listed] = (await list(`?query=${made.id}`)).response
    expect(listed).toEqual({ ...made, url: undefined })
    expect(asText(await dumpDatabase(app.context.db))).not.toContain(ticketOf(made))
    app.context.log.info({ path: made.url, ticket: ticketOf(made), query: { __clerk_ticket: ticketOf(made) } })
    expect(app.logged.join('\n')).toContain('/sign-up')
    expect(app.logged.join('\n')).not.toContain(ticketOf(made))
  })

  test('mails the link with the name of the application and how long it works', async () => {
    const email = newEmail()
    const { response: made } = await invite({ email_address: email, expires_in_days: 7 })
    const [message] = await inboxOf(email)
    expect(message).toMatchObject({ subject: 'Your invitation to Acme', link: made.url })
    expect(message?.body.split('\n\n')).toEqual([
      'You have been invited to create an account for Acme.',
      expect.stringMatching(/^The link works once, for 7 days\./),
      `Create account:\n${made.url}`,
    ])
  })

  test('sends no mail with `notify: false`', async () => {
    const email = newEmail()
    const { response: made } = await invite({ email_address: email, notify: false })
    expect(made.url).toBeTruthy()
    expect(await inboxOf(email)).toEqual([])
  })

  test('links to a page of the app where one was given, on an allowed origin only (R124)', async () => {
    const { response: made } = await invite({ redirect_url: 'http://localhost:3000/join?a=1#top' })
    const link = new URL(made.url ?? '')
    expect(`${link.origin}${link.pathname}${link.hash}`).toBe('http://localhost:3000/join#top')
    expect(Object.fromEntries(link.searchParams)).toEqual({
      a: '1',
      __clerk_ticket: ticketOf(made),
      __clerk_status: 'sign_up',
    })
    for (const redirect_url of ['https://evil.example/', '//evil.example', '/join', 'javascript:alert(1)'])
      expect((await invite({ redirect_url })).code).toBe('redirect_not_allowed')
  })

  test('refuses an address with an account or a pending invitation, unless `ignore_existing` is set', async () => {
    const [known, invited] = [newEmail(), newEmail()]
    await call('POST', '/users', { email_address: [known] })
    await invite({ email_address: invited })
    for (const email_address of [known, invited, invited.toUpperCase()]) {
      const refused = await invite({ email_address })
      expect(refused).toMatchObject({ status: 400, code: 'duplicate_record' })
      expect(refused.errors[0]?.long_message).toContain('`ignore_existing`')
    }
    expect((await invite({ email_address: known, ignore_existing: true })).status).toBe(200)
    expect((await invite({ email_address: invited, ignore_existing: true })).status).toBe(200)
  })

  test('creates one invitation for an address, even under 20 concurrent requests', async () => {
    const email_address = newEmail()
    const answers = await Promise.all(Array.from({ length: 20 }, () => invite({ email_address })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ code }) => code === 'duplicate_record')).toHaveLength(19)
    expect((await list(`?query=${email_address}`)).response).toHaveLength(1)
  })

  test.each([
    { email_address: 'guest' },
    { expires_in_days: 0 },
    { expires_in_days: 366 },
    { public_metadata: 'text' },
  ])('refuses %j', async (fields) => {
    expect(await invite(fields)).toMatchObject({ status: 422, code: 'form_param_format_invalid' })
  })

  test('is refused while sign-up is closed, with the remedy, and works while it is open', async () => {
    const other = await app.create({ name: 'Other' }, { sign_up: 'closed' })
    const by = backend(app, other)
    const refused = await invite({}, by)
    expect(refused).toMatchObject({ status: 422, code: 'invitations_not_supported_in_instance' })
    expect(refused.errors[0]?.long_message).toContain('Set `sign_up` to `invitation` or `open` first')
    await by('PATCH', '/instance/settings', { sign_up: 'open' })
    expect((await invite({}, by)).status).toBe(200)
  })
})

describe('several at once', () => {
  const bulk = (wishes: unknown) => call<InvitationView[]>('POST', '/invitations/bulk', wishes)

  test('are created and mailed together', async () => {
    const emails = [newEmail(), newEmail(), newEmail()]
    const { response, status } = await bulk(emails.map((email_address) => ({ email_address })))
    expect(status).toBe(200)
    expect(response.map(({ email_address }) => email_address)).toEqual(emails)
    expect(new Set(response.map(ticketOf)).size).toBe(3)
    for (const email of emails) expect(await inboxOf(email)).toHaveLength(1)
  })

  test('are all created or none', async () => {
    const email_address = newEmail()
    expect((await bulk([{ email_address }, { email_address }])).code).toBe('duplicate_record')
    expect((await bulk([{ email_address }, { email_address: 'guest' }])).code).toBe('form_param_format_invalid')
    expect((await list(`?query=${email_address}`)).response).toEqual([])
    expect(await inboxOf(email_address)).toEqual([])
  })

  test('are ten at most, and a list', async () => {
    const eleven = Array.from({ length: 11 }, () => ({ email_address: newEmail() }))
    for (const wishes of [eleven, []]) expect((await bulk(wishes)).code).toBe('form_param_format_invalid')
    expect((await bulk({ email_address: newEmail() })).code).toBe('request_malformed')
  })
})

describe('the list', () => {
  test('filters by status, address and id, and has pages', async () => {
    const listed = await app.create({ name: 'Listed' }, { sign_up: 'open' })
    const by = backend(app, listed)
    const made = async (fields: Record<string, unknown>) => (await invite(fields, by)).response.id
    const expired = await made({ email_address: 'c@example.com', expires_in_days: 1 })
    app.clock.advance(day)
    const pending = await made({ email_address: 'b_1@example.com', expires_in_days: 2 })
    app.clock.advance(1)
    const gone = await made({ email_address: 'a@example.com' })
    await revoke(gone, by)
    app.clock.advance(1)
    const last = await made({ email_address: 'd@example.com' })
    expect(idsOf(await list('', by))).toEqual([last, pending, expired])
    expect(idsOf(await list('?status=pending', by))).toEqual([last, pending])
    expect(idsOf(await list('?status=expired', by))).toEqual([expired])
    expect(idsOf(await list('?status=revoked', by))).toEqual([gone])
    expect(idsOf(await list('?status=accepted', by))).toEqual([])
    expect(idsOf(await list('?order_by=email_address', by))).toEqual([pending, expired, last])
    expect(idsOf(await list('?order_by=%2Bexpires_at', by))).toEqual([expired, pending, last])
    expect(idsOf(await list('?query=B_1', by))).toEqual([pending])
    expect(idsOf(await list('?query=%25', by))).toEqual([])
    expect(idsOf(await list('?limit=1&offset=1', by))).toEqual([pending])
    const page = await by<PageView<InvitationView>>('GET', '/invitations?paginated=true&limit=1')
    expect(page.response).toMatchObject({ data: [{ id: last }], total_count: 3 })
  })

  test('shows nothing of another instance, nor revokes it (S12)', async () => {
    const { response: made } = await invite()
    const elsewhere = backend(app, await app.create({ name: 'Elsewhere' }, { sign_up: 'open' }))
    expect((await list('', elsewhere)).response).toEqual([])
    expect((await revoke(made.id, elsewhere)).code).toBe('resource_not_found')
    expect((await revoke(made.id)).response).toMatchObject({ id: made.id, status: 'revoked', revoked: true })
    expect(await revoke(made.id)).toMatchObject({ status: 400, code: 'invitation_already_revoked' })
  })
})

test('the setting `sign_up` takes `invitation`, and browsers can tell it from `closed`', async () => {
  const { response } = await call<Settings>('GET', '/instance/settings')
  expect(response.sign_up).toBe('invitation')
  const told = async (sign_up: string) => {
    await call('PATCH', '/instance/settings', { sign_up })
    const { response } = await new Browser(app, instance).get<EnvironmentView>('/environment')
    return [response.user_settings.sign_up.mode, response.countersign.sign_up]
  }
  expect(await told('open')).toEqual(['public', 'open'])
  expect(await told('closed')).toEqual(['restricted', 'closed'])
  expect(await told('invitation')).toEqual(['restricted', 'invitation'])
})

test('the dashboard’s instance takes no invitations of this kind', async () => {
  const operators = await app.create(
    { name: 'Countersign', slug: 'dashboard', kind: 'dashboard', environment: 'production' },
    { multi_factor: { totp: true, required: true }, first_factors: { email_code: false } },
  )
  const by = backend(app, operators)
  expect((await invite({}, by)).code).toBe('clerk_key_invalid')
  expect((await list('', by)).code).toBe('clerk_key_invalid')
})

test('records who created and revoked an invitation (R145)', async () => {
  const { response: made } = await invite()
  await revoke(made.id)
  const rows = await app.context.db.selectFrom('audit').select(['event', 'actor_id', 'details']).execute()
  const about = rows.filter(({ details }) => details.includes(made.id))
  expect(about.map(({ event }) => event).sort()).toEqual(['invitation.created', 'invitation.revoked'])
  for (const { actor_id } of about) expect(actor_id).toMatch(/^key_/)
})
