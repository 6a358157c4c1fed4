// Hundreds of connections guess passwords, each from an address of its own. Everyone else goes on working, and the owner of the guessed account
// loses nothing by being told that the server is busy.
import { Agent } from 'node:http'
import { all, atMost, exactly, measured } from '../support/finding.mjs'
import { send } from '../support/http.mjs'
import { begin, isSignedIn, newPerson, password, signedIn, signIn } from '../support/people.mjs'
import { newAddress, Visitor } from '../support/visitor.mjs'
import { quantile, wait } from '../support/wait.mjs'

/** Guesses one password for one account after another, over connections of its own, until it is told to stop. */
function startFlood(app, connections) {
  const via = new Agent({ keepAlive: true, maxSockets: connections })
  const counts = {}
  let isOver = false
  const guesser = async (number) => {
    for (let round = 0; !isOver; round++) {
      const fields = { identifier: `guessed${number}.${round}@example.com`, password: 'Summer2026!' }
      const body = new URLSearchParams(fields).toString()
      const headers = {
        ...{ host: app.host, origin: app.origin, 'x-forwarded-for': newAddress() },
        ...{ 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) },
      }
      const path = `${app.prefix}/v1/client/sign_ins`
      const { status } = await send({ port: app.port, method: 'POST', path, headers, body, via }).catch(() => ({
        status: 0,
      }))
      counts[status] = (counts[status] ?? 0) + 1
      // Told to come back later, real guessers try elsewhere at once; a pause keeps this process able to measure.
      if (status !== 422) await wait(50)
    }
  }
  const guessers = Array.from({ length: connections }, (_, number) => guesser(number))
  return {
    counts,
    async stop() {
      isOver = true
      await Promise.all(guessers)
      via.destroy()
    },
  }
}

/** A request that is not answered in time is a figure as well, and ends no attack. */
const noAnswer = ({ message }) => ({ status: 0, code: message, headers: {} })

const timed = async (work) => {
  const startedAt = performance.now()
  const answer = await work()
  return { answer, milliseconds: performance.now() - startedAt }
}

/** Token mints and health checks, one after the other, for so many seconds; how long each took. */
async function sample(app, user, seconds) {
  const times = { token: [], health: [] }
  const refused = []
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await wait(20)) {
    const token = await timed(() => user.post(`/client/sessions/${user.session}/tokens`).catch(noAnswer))
    const health = await timed(() =>
      send({ port: app.port, path: '/healthz', headers: { host: app.host } }).catch(noAnswer),
    )
    times.token.push(token.milliseconds)
    times.health.push(health.milliseconds)
    for (const { answer } of [token, health]) if (answer.status !== 200) refused.push(`${answer.status}`)
  }
  return { times, refused }
}

/** Signs in again where the person is known; waits as told when the server is busy. */
async function comeBack(visitor, person) {
  for (let tries = 0; tries < 10; tries++) {
    const answer = await signIn(visitor, person).catch(noAnswer)
    if (answer.status !== 503 && answer.status !== 0) return { tries, answer }
    await wait(Number(answer.headers['retry-after'] ?? 1) * 1000)
  }
  return { tries: 10, answer: { status: 503 } }
}

/** The owner types the right password again and again in browsers that do not know them, four at a time; the answers that came. */
async function insist(app, owner, seconds) {
  const answers = []
  const end = Date.now() + seconds * 1000
  const one = async () => {
    for (let tries = 0; tries < 15 && Date.now() < end; tries++)
      answers.push(await begin(new Visitor(app), owner).catch(noAnswer))
  }
  await Promise.all([one(), one(), one(), one()])
  return answers
}

const figures = (name, { times }) => {
  const one = (list) => `p50 ${Math.round(quantile(list, 0.5))} ms, p99 ${Math.round(quantile(list, 0.99))} ms`
  return [measured(`token mint ${name}`, one(times.token)), measured(`health check ${name}`, one(times.health))]
}

/** What only a machine that does nothing else can be judged by. */
function speed({ times, refused }, most) {
  const asked = times.token.length * 2
  const p99 = quantile(times.token, 0.99)
  return [
    all('token mints and health checks answered under the flood', asked - refused.length, asked, refused),
    atMost('p99 of a token mint under the flood', p99, Math.round(most), { unit: ' ms' }),
  ]
}

export const flood = {
  name: 'password flood',
  async attack({ shop: app, isShort }) {
    const [connections, seconds] = isShort ? [100, 3] : [500, 15]
    const user = await signedIn(await newPerson(app))
    const known = await Promise.all(
      [1, 2, 3].map(async () => {
        const person = await newPerson(app, { withApp: false })
        const visitor = await signedIn(person)
        await visitor.delete('/client/sessions')
        return { person, visitor }
      }),
    )
    const owner = await newPerson(app, { withApp: false })
    const quiet = await sample(app, user, Math.min(seconds, 5))
    const running = startFlood(app, connections)
    await wait(500)
    const under = sample(app, user, seconds)
    const honest = Promise.all(known.map(({ person, visitor }) => timed(() => comeBack(visitor, person))))
    const tries = insist(app, owner, seconds)
    const [during, entries, answers] = await Promise.all([under, honest, tries])
    await running.stop()
    const busy = answers.filter(({ code }) => code === 'server_busy').length
    const locked = answers.filter(({ code }) => code === 'user_locked').length
    const last = new Visitor(app)
    const entry = await comeBack(last, { ...owner, password })
    const inNow = entries.filter(({ answer }) => answer.answer.response?.status === 'complete').length
    return [
      ...figures('before the flood', quiet),
      ...figures(`while ${connections} connections guess`, during),
      measured(
        'guesses by answer',
        Object.entries(running.counts)
          .map(([status, count]) => `${status}: ${count}`)
          .join(', '),
      ),
      all('owners in a known browser who got in under the flood', inNow, entries.length),
      measured(
        'longest wait of an owner in a known browser',
        Math.max(...entries.map(({ milliseconds }) => milliseconds)),
        ' ms',
      ),
      measured('right passwords that the owner typed', `${answers.length}, of which ${busy} met a busy server`),
      exactly('right passwords of the owner that met a lock', locked, 0),
      exactly('owner signed in at once afterwards, in a new browser', await isSignedIn(last), true, [
        JSON.stringify(entry.answer.body),
      ]),
      ...(isShort ? [] : speed(during, Math.max(200, 5 * quantile(quiet.times.token, 0.99)))),
    ]
  },
}
