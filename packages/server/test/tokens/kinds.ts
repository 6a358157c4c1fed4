import type { ActorTokenView, ClientView, SignInTokenView, SignInView } from '@countersign/contract'
import type { CreatedInstance } from '../../src/instances/create.ts'
import type { TestApp } from '../support/app.ts'
import { Browser, backend, enrol, mailedCode, me, password, signUp, startSignIn } from '../support/browser.ts'

const hour = 3_600_000

/** What someone can present to an app's server as if it were the session token of a signed-in user. */
export interface Presented {
  kind: string
  value: string
}

/** One of each kind, minted now for `instance`, or for `other` where the kind says so. */
export async function everyKind(app: TestApp, instance: CreatedInstance, other: CreatedInstance): Promise<Presented[]> {
  const call = backend(app, instance)
  const tokenOf = (client: ClientView | null) => client?.sessions.at(-1)?.last_active_token?.jwt ?? ''
  const newest = async (browser: Browser) => tokenOf((await browser.get<ClientView>('/client')).response)

  const lost = await signUp(app, instance, 'lost@example.com')
  await enrol(lost)
  const startRecovery = async () => {
    const browser = new Browser(app, instance)
    const { id } = (await startSignIn(browser, 'lost@example.com')).response
    app.clock.advance(60_000)
    await browser.post(`/client/sign_ins/${id}/prepare_recovery`)
    const code = await mailedCode(browser, 'lost@example.com')
    return { browser, done: await browser.post(`/client/sign_ins/${id}/attempt_recovery`, { code }) }
  }
  await startRecovery()
  app.clock.advance(73 * hour)
  const recovered = await startRecovery()

  const active = await signUp(app, instance, 'active@example.com')
  const { id } = (await me(active)).response
  const session = (await active.get<ClientView>('/client')).response.last_active_session_id
  const owes = await signUp(app, instance, 'owes@example.com')
  await call('POST', `/users/${(await me(owes)).response.id}/password/set_compromised`)
  await backend(app, other)('POST', '/users', { email_address: ['active@example.com'], password })
  const elsewhere = new Browser(app, other)
  await startSignIn(elsewhere, 'active@example.com')
  const acting = new Browser(app, instance)
  const actor = { user_id: id, actor: { sub: 'user_admin' } }
  const ticket = (await call<ActorTokenView>('POST', '/actor_tokens', actor)).response.token ?? ''
  await acting.post<SignInView>('/client/sign_ins', { strategy: 'ticket', ticket })
  const template = `/client/sessions/${session}/tokens/billing`
  const cookies = await handshake(app, active)

  return [
    { kind: 'active session', value: await newest(active) },
    { kind: 'pending session', value: await newest(owes) },
    { kind: 'recovery session', value: tokenOf(recovered.done.client) },
    { kind: 'impersonated session', value: await newest(acting) },
    { kind: 'JWT template', value: (await active.post<{ jwt: string }>(template)).response.jwt },
    { kind: 'session of another instance', value: await newest(elsewhere) },
    { kind: 'handshake', value: cookies.signed },
    { kind: 'refresh cookie', value: cookies.refresh },
    { kind: 'client cookie', value: active.cookies.get('__client') ?? '' },
    { kind: 'testing token', value: (await call<{ token: string }>('POST', '/testing_tokens')).response.token },
    {
      kind: 'sign-in token',
      value: (await call<SignInTokenView>('POST', '/sign_in_tokens', { user_id: id })).response.token ?? '',
    },
  ]
}

/** The cookies of an app's host: the signed form of a handshake, and the refresh token in it. */
async function handshake(app: TestApp, { cookies, instance }: Browser) {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const address = `http://${instance.instance.host}/v1/client/handshake?redirect_url=http://localhost:3000/`
  const answer = await app.app.request(address, { headers: { cookie } })
  const signed = new URL(answer.headers.get('location') ?? '').searchParams.get('__clerk_handshake') ?? ''
  const lines: string[] = JSON.parse(Buffer.from(signed.split('.')[1] ?? '', 'base64url').toString()).handshake
  return { signed, refresh: lines.find((line) => line.startsWith('__refresh_'))?.split(/[=;]/)[1] ?? '' }
}
