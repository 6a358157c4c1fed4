// Requests as no client sends them: wrong types, broken encodings, hostile headers, garbage on the socket. None may be a fault of the server.
import { connect } from 'node:net'
import { atLeast, atMost, exactly } from '../support/finding.mjs'
import { send } from '../support/http.mjs'
import { begin, newPerson, signedIn } from '../support/people.mjs'
import { seeded } from '../support/random.mjs'
import { fill, routesOf } from '../support/routes.mjs'
import { newAddress, Visitor } from '../support/visitor.mjs'
import { spread, wait } from '../support/wait.mjs'
import { fields, known, lines, nasty, strange, types } from './malformed.values.mjs'

/** What one seed stands for: a route of any API with a path, query, headers and body that were never meant for it. */
function makeRequest(random, { routes, identities, ids }) {
  const { method, path, base } = random.pick(routes)
  const value = () => (random.next() < 0.5 ? random.pick(known) : random.pick(nasty))
  const id = random.next() < 0.5 ? random.pick(ids) : random.pick(nasty)
  const query =
    random.next() < 0.4
      ? `?${random.pick([...fields, '_method', '_clerk_session_id'])}=${encodeURIComponent(value())}`
      : ''
  const type = random.next() < 0.6 ? random.pick(types.slice(0, 2)) : random.pick(types)
  const headers = { ...random.pick(identities), 'x-forwarded-for': newAddress(), 'content-type': type }
  if (random.next() < 0.4) headers[random.pick(strange)] = value().replace(/[^\x20-\x7e]/g, '') || 'x'
  const body = method === 'GET' ? undefined : makeBody(random, type, value)
  const filled = path.replace(/:\w+/g, encodeURIComponent(id) || 'x')
  return { method, path: `${base}${filled}${query}`, headers, body }
}

function makeBody(random, type, value) {
  if (random.next() < 0.15) return random.pick(nasty)
  const pairs = Array.from({ length: 1 + random.below(4) }, () => [random.pick(fields), value()])
  if (!type.startsWith('application/json'))
    return pairs.map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join('&')
  const shapes = [
    (text) => text,
    (text) => [text],
    (text) => ({ text }),
    () => null,
    () => 1e308,
    () => true,
    (text) => [[[text]]],
  ]
  const entries = pairs.map(([name, text]) => `${JSON.stringify(name)}:${JSON.stringify(random.pick(shapes)(text))}`)
  return `{${entries.join(',')}}`
}

/** Sends bytes and returns the status line that came back, if any. */
function sendRaw(port, bytes) {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'))
    const done = () => {
      socket.destroy()
      resolve(Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0))
    }
    socket.setTimeout(2000, done).on('error', done).on('close', done)
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      done()
    })
  })
}

/**
 * The answer to a request. A request that the client itself refuses to send, or that the server cuts off, has none. 503 says that the machine is
 * busy, whatever was asked, so it counts only when it comes again and again.
 */
async function patiently(ask) {
  for (let tries = 0; ; tries++) {
    const answer = await ask().catch(({ code }) => ({ status: code ? 0 : 599 }))
    if (answer.status !== 503 || tries === 5) return answer
    await wait(1000)
  }
}

/** Who asks: a stranger, someone at the second step, a user, an app's server. */
async function identitiesOf(app) {
  const half = new Visitor(app)
  await begin(half, await newPerson(app))
  const whole = await signedIn(await newPerson(app))
  const cookieOf = ({ jar }) => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const browser = { host: app.host, origin: app.origin }
  const identities = [browser, { ...browser, cookie: cookieOf(half) }, { ...browser, cookie: cookieOf(whole) }]
  return {
    identities: [...identities, { host: app.host, authorization: `Bearer ${app.secretKey}` }],
    session: whole.session,
  }
}

/** With the secret key they may change or delete anything of the instance, so this is played last. */
export const malformed = {
  name: 'malformed requests',
  async attack(stage) {
    const app = stage.shop
    const { identities, session } = await identitiesOf(app)
    const under = (title, base) => routesOf(title).map((route) => ({ ...route, base }))
    const routes = [
      ...under('Frontend API', app.prefix),
      ...under('Backend API', ''),
      ...under('Dashboard API', '/dashboard/api'),
    ]
    const ids = [session, app.id, fill(':x')]
    const count = stage.isShort ? 1000 : 8000
    const faults = []
    let served = 0
    await spread(count, 8, async (seed) => {
      const asked = makeRequest(seeded(seed), { routes, identities, ids })
      const answer = await patiently(() => send({ port: app.port, ...asked }))
      if (answer.status >= 500)
        faults.push(`seed ${seed}: ${asked.method} ${asked.path.slice(0, 80)}: ${answer.status}`)
      if (answer.status === 200) served += 1
    })
    for (const bytes of lines) {
      const status = await sendRaw(app.port, bytes)
      if (status >= 500) faults.push(`${JSON.stringify(bytes.slice(0, 40))}: ${status}`)
    }
    const health = await send({ port: app.port, path: '/healthz', headers: { host: app.host } })
    return [
      atMost(`server errors after ${count + lines.length} malformed requests`, faults.length, 0, { notes: faults }),
      atLeast('of them, requests that got through to an answer of 200, to compare', served, 20),
      exactly('status of the health check afterwards', health.status, 200),
    ]
  },
}
