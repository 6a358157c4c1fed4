import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import type { BackendSessionView, BackendUserView, ClientView, SignInView, TokenView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, mailed, password, startSignIn } from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance
let live: CreatedInstance
let call: ReturnType<typeof backend>

const template = {
  name: 'hasura',
  lifetime_seconds: 120,
  claims: {
    aud: 'graph',
    'https://hasura.io/jwt/claims': { 'x-hasura-user-id': '{{user.id}}', roles: ['{{user.public_metadata.role}}'] },
    greeting: 'Hello {{user.first_name}} {{user.last_name}}',
    email: '{{user.primary_email_address}}',
    secret: '{{user.private_metadata.plan}}',
    acting: '{{session.actor.sub}}',
  },
}

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({ slug: 'acme' }, { ...mfaOn, jwt_templates: [template] })
  live = await app.create({ name: 'Live', slug: 'live', environment: 'production' }, mfaOn)
  call = backend(app, instance)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
async function create(fields: Record<string, unknown> = {}, by = call): Promise<BackendUserView & { email: string }> {
  const email = `session${++count}@example.com`
  const answer = await by<BackendUserView>('POST', '/users', { email_address: [email], password, ...fields })
  expect(answer.status).toBe(200)
  return { ...answer.response, email }
}
const open = (user_id: string, by = call) => by<BackendSessionView>('POST', '/sessions', { user_id })
const mint = (id: string, path = '', fields = {}) => call<TokenView>('POST', `/sessions/${id}/tokens${path}`, fields)
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

interface Jwt {
  header: Record<string, unknown>
  claims: Record<string, unknown>
}
/** Verified by the key set of the Backend API, as the back end's SDK does it. */
async function read(jwt: string): Promise<Jwt> {
  const [header = '', claims = '', signature = ''] = jwt.split('.')
  const parse = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  const { keys } = (await call<{ keys: JsonWebKey[] }>('GET', '/jwks')).response
  const jwk = keys.find((key) => key['kid'] === parse(header)['kid']) ?? {}
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const hash = parse(header)['alg'] === 'RS512' ? 'RSA-SHA512' : 'RSA-SHA256'
  expect(verify(hash, Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(true)
  return { header: parse(header), claims: parse(claims) }
}

describe('a session that the app’s server opens', () => {
  test('counts no proof, is told to the user and stands in the audit trail (R52, R145)', async () => {
    const user = await create()
    const session = (await open(user.id)).response
    expect(session).toMatchObject({ object: 'session', user_id: user.id, status: 'active', actor: null })
    const { claims } = await read((await mint(session.id)).response.jwt)
    expect(claims).toMatchObject({ sub: user.id, sid: session.id, fva: [-1, -1], sts: 'active' })
    expect(claims).not.toHaveProperty('azp')
    expect(await mailed(new Browser(app, instance), user.email)).toHaveLength(1)
    const trail = app.context.db.selectFrom('audit').select(['event', 'actor_id']).where('user_id', '=', user.id)
    expect(await trail.execute()).toContainEqual({ event: 'session.created', actor_id: expect.stringMatching(/^key_/) })
    expect((await call<BackendUserView>('GET', `/users/${user.id}`)).response.last_sign_in_at).toBeNull()
  })

  test('gets nobody past a second factor in production, and does in development', async () => {
    const production = backend(app, live)
    expect((await open((await create({}, production)).id, production)).status).toBe(200)
    const user = await create({ totp_secret: secret }, production)
    expect(await open(user.id, production)).toMatchObject({ status: 403, code: 'proof_required' })
    expect((await open((await create({ totp_secret: secret })).id)).status).toBe(200)
  })

  test('owes the second factor where one is required, and gets no token for other services until then (R57)', async () => {
    const user = await create()
    const { id } = (await open(user.id)).response
    await call('PATCH', '/instance/settings', { multi_factor: { required: true } })
    expect((await open(user.id)).response).toMatchObject({ status: 'pending', tasks: [{ key: 'setup-mfa' }] })
    expect((await read((await mint(id)).response.jwt)).claims['sts']).toBe('pending')
    expect((await mint(id, '/hasura')).code).toBe('session_pending')
    // A reserved number is a second factor too, while codes by SMS are switched on.
    await call('PATCH', '/instance/settings', { multi_factor: { phone_code: true } })
    const reserved = {
      user_id: user.id,
      phone_number: '+15555550101',
      verified: true,
      reserved_for_second_factor: true,
    }
    await call('POST', '/phone_numbers', reserved)
    await open(user.id)
    const listed = async (status: string) =>
      (await call<unknown[]>('GET', `/sessions?user_id=${user.id}&status=${status}`)).response.length
    expect([await listed('active'), await listed('pending'), await listed('abandoned')]).toEqual([1, 0, 0])
    await call('PATCH', '/instance/settings', { multi_factor: { phone_code: false } })
    expect([await listed('active'), await listed('pending')]).toEqual([0, 1])
    await call('PATCH', '/instance/settings', { multi_factor: { required: false } })
  })

  test('is refused for a banned user and for one of another instance', async () => {
    const user = await create()
    expect((await open(user.id, backend(app, live))).code).toBe('resource_not_found')
    await call('POST', `/users/${user.id}/ban`)
    expect((await open(user.id)).code).toBe('user_banned')
  })
})

describe('a token that the app’s server asks for', () => {
  test('lives as long as asked, within five minutes', async () => {
    const { id } = (await open((await create()).id)).response
    const lifeOf = async (fields = {}) => {
      const { claims } = await read((await mint(id, '', fields)).response.jwt)
      return Number(claims['exp']) - Number(claims['iat'])
    }
    expect(await lifeOf()).toBe(60)
    expect(await lifeOf({ expires_in_seconds: 300 })).toBe(300)
    expect((await mint(id, '', { expires_in_seconds: 301 })).code).toBe('form_param_format_invalid')
  })

  test('is minted for a live session only, of this instance (R59, R91)', async () => {
    const user = await create()
    const { id } = (await open(user.id)).response
    expect((await backend(app, live)('POST', `/sessions/${id}/tokens`)).code).toBe('resource_not_found')
    expect((await call('GET', `/sessions/${id}`)).response).toMatchObject({ id, status: 'active' })
    await call('POST', `/sessions/${id}/revoke`)
    expect((await mint(id)).code).toBe('resource_not_found')
    const idle = (await open(user.id)).response.id
    app.clock.advance(23 * 3_600_000)
    expect((await mint(idle)).status).toBe(200)
    app.clock.advance(2 * 3_600_000)
    expect((await mint(idle)).code).toBe('resource_not_found')
  })
})

describe('a token of a template', () => {
  test('has the claims of the template, filled in, and none of the user’s private metadata', async () => {
    const user = await create({
      first_name: 'Ada',
      public_metadata: { role: 'editor' },
      private_metadata: { plan: 'gold' },
    })
    const { id } = (await open(user.id)).response
    const { header, claims } = await read((await mint(id, '/hasura')).response.jwt)
    expect(header).toMatchObject({ cat: 'cl_B7d4PD222AAA' })
    expect(claims).toMatchObject({
      sub: user.id,
      iss: `https://${instance.instance.host}`,
      aud: 'graph',
      'https://hasura.io/jwt/claims': { 'x-hasura-user-id': user.id, roles: ['editor'] },
      greeting: 'Hello Ada ',
      email: user.email,
      secret: null,
      acting: null,
    })
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(120)
    expect(claims).not.toHaveProperty('sid')
    expect((await mint(id, '/unknown')).code).toBe('resource_not_found')
    const nameless = await create({ email_address: [], external_id: 'ext-1' })
    const bare = await read((await mint((await open(nameless.id)).response.id, '/hasura')).response.jwt)
    expect(bare.claims).toMatchObject({ email: null, greeting: 'Hello  ' })
  })

  test('comes to the browser too', async () => {
    const user = await create({ phone_number: ['+15555550100'] })
    const browser = new Browser(app, instance)
    await startSignIn(browser, user.email)
    const [session] = (await browser.get<ClientView>('/client')).response.sessions
    const path = `/client/sessions/${session?.id}/tokens`
    const { claims } = await read((await browser.post<TokenView>(`${path}/hasura`)).response.jwt)
    expect(claims).toMatchObject({ sub: user.id, aud: 'graph', azp: browser.origin })
    expect((await browser.post(`${path}/unknown`)).code).toBe('resource_not_found')
  })

  test('is not minted for someone who acts as the user (R79)', async () => {
    const user = await create()
    const actor = { sub: 'user_admin' }
    const { token } = (await call<{ token: string }>('POST', '/actor_tokens', { user_id: user.id, actor })).response
    const begun = await new Browser(app, instance).post<SignInView>('/client/sign_ins', {
      strategy: 'ticket',
      ticket: token,
    })
    const { status, code } = await mint(begun.response.created_session_id ?? '', '/hasura')
    expect([status, code]).toEqual([403, 'impersonation_not_allowed'])
  })

  test.each(['amr', 'fva', 'sts', 'act', 'sid', 'sub'])(
    'cannot be made to set %s, by any way (R90, R92)',
    async (name) => {
      const claims = { plan: 'gold', [name]: ['mfa'] }
      const ways = [
        await call('PATCH', '/instance/settings', {
          jwt_templates: [template, { ...template, name: 'other', claims }],
        }),
        await call('POST', '/jwt_templates', { name: 'other', claims }),
        await call('PATCH', '/jwt_templates/jtmp_hasura', { claims }),
      ]
      for (const { status, code, errors } of ways) {
        expect([status, code]).toEqual([422, 'settings_invalid'])
        expect(errors[0]?.long_message).toContain(`a template cannot set ${name};`)
      }
    },
  )

  test('that was stored with reserved claims is minted without them, and stops no other change (R92)', async () => {
    const own = await app.create({ name: 'Old', slug: 'old' })
    const claims = { plan: 'gold', amr: ['mfa'], fva: [0, 0], sts: 'active', sid: 'sess_other' }
    const { id } = own.instance
    const stored = await app.context.db
      .selectFrom('instances')
      .select('settings')
      .where('id', '=', id)
      .executeTakeFirst()
    const settings = { ...JSON.parse(stored?.settings ?? ''), jwt_templates: [{ ...template, claims }] }
    await app.context.db
      .updateTable('instances')
      .set({ settings: JSON.stringify(settings) })
      .where('id', '=', id)
      .execute()
    const ask = backend(app, own)
    const session = (await open((await create({}, ask)).id, ask)).response.id
    const { jwt } = (await ask<TokenView>('POST', `/sessions/${session}/tokens/hasura`)).response
    const minted = JSON.parse(Buffer.from(jwt?.split('.')[1] ?? '', 'base64url').toString())
    expect(minted).toMatchObject({ plan: 'gold' })
    for (const name of ['amr', 'fva', 'sts', 'sid']) expect(minted).not.toHaveProperty(name)
    expect((await ask('PATCH', '/instance/settings', { sessions: { max_days: 3 } })).status).toBe(200)
  })

  test.each([
    ['a claim that is the server’s', [{ ...template, claims: { sub: 'user_other' } }]],
    ['a name twice', [template, template]],
    ['too much to say', [{ ...template, claims: { text: 'x'.repeat(5000) } }]],
    ['a name that no path can hold', [{ ...template, name: 'a/b' }]],
    ['a long life', [{ ...template, lifetime_seconds: 3600 }]],
  ])('cannot be set up with %s', async (_, jwt_templates) => {
    expect((await call('PATCH', '/instance/settings', { jwt_templates })).code).toBe('settings_invalid')
  })
})
