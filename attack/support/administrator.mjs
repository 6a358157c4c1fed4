// Administrators as the machine makes them: by a one-time link, with an authenticator app that they set up at once.

import { jsonOf } from './http.mjs'
import { AuthenticatorApp } from './people.mjs'
import { describeInstance } from './server.mjs'
import { Visitor } from './visitor.mjs'

/** The dashboard's own instance, as anyone can address it. */
export const dashboardOf = (server) => describeInstance(server, 'dashboard')

/** A browser that asks the dashboard's API: `{ status, code, response }`. */
export async function askDashboard(visitor, method, path, body) {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const onDashboard = visitor.copy()
  const { port } = visitor
  Object.assign(onDashboard, {
    headers: visitor.headers,
    app: { host: `localhost:${port}`, origin: `http://localhost:${port}` },
  })
  const answer = await onDashboard.send(method, `/dashboard/api${path}`, text)
  visitor.keep(answer.cookies)
  const response = jsonOf(answer)
  return { status: answer.status, code: response?.errors?.[0]?.code, response }
}

/** Sets up an authenticator app in a session that still owes it, or in any other. Returns the app, or null where it was refused. */
export async function setUpApp(visitor) {
  const begun = await visitor.post('/me/totp')
  if (begun.status !== 200) return null
  const authenticator = new AuthenticatorApp(begun.response.secret)
  const confirmed = await visitor.post('/me/totp/attempt_verification', { code: await authenticator.next() })
  return confirmed.status === 200 ? { authenticator, confirmed } : null
}

/** The name of an administrator who is signed in, with the browser. */
export async function newAdministrator(server, name) {
  const link = (await server.command('admin', 'link', '--name', name)).trim()
  const ticket = /#ticket=([\w-]+)/.exec(link)?.[1]
  const visitor = new Visitor(dashboardOf(server))
  const done = await visitor.post('/client/sign_ins', { strategy: 'ticket', ticket })
  const made = done.status === 200 ? await setUpApp(visitor) : null
  if (!made) throw new Error(`The administrator cannot sign in: ${done.status} ${JSON.stringify(done.body)}`)
  const ask = (method, path, body) => askDashboard(visitor, method, path, body)
  return { name, visitor, ticket, authenticator: made.authenticator, ask }
}
