import type { ActorTokenView, ClientView, SignInView } from '@countersign/contract'
import type { CreatedInstance } from '../../src/instances/create.ts'
import type { TestApp } from '../support/app.ts'
import { Browser, backend, me, signUp } from '../support/browser.ts'

export interface Acting {
  /** Of the user. */
  own: Browser
  email: string
  userId: string
  /** Of the one who acts as them, with the session that says so. */
  browser: Browser
  session: string
}

/** Signs in as a user with an actor token, in a new browser unless one is given. */
export async function actAs(app: TestApp, of: CreatedInstance, userId: string, on?: Browser) {
  const wish = { user_id: userId, actor: { sub: 'user_admin' } }
  const made = await backend(app, of)<ActorTokenView>('POST', '/actor_tokens', wish)
  const browser = on ?? new Browser(app, of)
  const ticket = made.response.token ?? ''
  const { response } = await browser.post<SignInView>('/client/sign_ins', { strategy: 'ticket', ticket })
  if (response.created_session_id === null) throw new Error('nobody acts')
  return { browser, session: response.created_session_id }
}

let count = 0
export async function acting(app: TestApp, of: CreatedInstance): Promise<Acting> {
  const email = `acted${++count}@example.com`
  const own = await signUp(app, of, email)
  const userId = (await me(own)).response.id
  return { own, email, userId, ...(await actAs(app, of, userId)) }
}

export async function sessionsIn(browser: Browser) {
  return (await browser.get<ClientView>('/client')).response.sessions
}
