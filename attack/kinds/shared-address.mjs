// No attack, but what defences against attacks must not do: 200 people sign in from one address, as in an office, a school or behind the gateway of a
// mobile network. One in twenty mistypes once.
import { all } from '../support/finding.mjs'
import { askForCode, begin, giveNumber, newPerson, wrongFor } from '../support/people.mjs'
import { codeIn } from '../support/sinks.mjs'
import { newAddress, Visitor } from '../support/visitor.mjs'
import { spread, wait } from '../support/wait.mjs'

const people = 200
const mistypes = 20

/** A busy server says so and when to come back; a browser does that, and nothing else is tried twice. */
async function patiently(ask) {
  for (let tries = 0; ; tries++) {
    const answer = await ask()
    if (answer.code !== 'server_busy' || tries === 20) return answer
    await wait(Number(answer.headers['retry-after'] ?? 1) * 1000)
  }
}

/** The second step with the right code, after a wrong one where the person mistypes. */
async function second(visitor, id, { strategy, code, wrong }) {
  const path = `/client/sign_ins/${id}/attempt_second_factor`
  if (wrong) await visitor.post(path, { strategy, code: wrong })
  return patiently(() => visitor.post(path, { strategy, code }))
}

const byPassword = (visitor, person) => patiently(() => begin(visitor, person))

const entries = {
  'password and TOTP': async ({ visitor, person, isClumsy }) => {
    if (isClumsy) await patiently(() => begin(visitor, { ...person, password: 'not quite the right one' }))
    const { response, ...refused } = await byPassword(visitor, person)
    if (response?.status !== 'needs_second_factor') return refused
    const code = await person.authenticator.next()
    return second(visitor, response.id, { strategy: 'totp', code, wrong: isClumsy && person.authenticator.wrong() })
  },
  'password and SMS code': async ({ visitor, person, isClumsy, sinks }) => {
    const { response, ...refused } = await byPassword(visitor, person)
    if (response?.status !== 'needs_second_factor') return refused
    const after = sinks.mark()
    const path = `/client/sign_ins/${response.id}`
    const sent = await visitor.post(`${path}/prepare_second_factor`, { strategy: 'phone_code' })
    if (sent.status !== 200) return sent
    const code = await sinks.waitFor(person.number, codeIn, { after })
    return second(visitor, response.id, { strategy: 'phone_code', code, wrong: isClumsy && wrongFor(code) })
  },
  'email code and TOTP': async ({ visitor, person, isClumsy, sinks }) => {
    const asked = await askForCode(visitor, sinks, { identifier: person.email, strategy: 'email_code' })
    if (!asked.code) return asked.answer
    const path = `${asked.path}/attempt_first_factor`
    if (isClumsy) await visitor.post(path, { strategy: 'email_code', code: wrongFor(asked.code) })
    const first = await visitor.post(path, { strategy: 'email_code', code: asked.code })
    if (first.response?.status !== 'needs_second_factor') return first
    return second(visitor, asked.id, { strategy: 'totp', code: await person.authenticator.next() })
  },
}

/** A password costs the server a slow hash to set and one to check, so the short form has fewer people with one. */
function entryOf(index, isShort) {
  const names = Object.keys(entries)
  return isShort ? (index < 40 ? names[index % 2] : names[2]) : names[index % 3]
}

async function newcomer(app, name) {
  const withPassword = name.startsWith('password')
  const person = await newPerson(app, { withPassword, withApp: !name.includes('SMS') })
  return name.includes('SMS') ? giveNumber(person) : person
}

export const sharedAddress = {
  name: 'shared address',
  async attack({ shop: app, isShort, sinks }) {
    const address = newAddress()
    const crowd = await spread(people, 4, (index) => newcomer(app, entryOf(index, isShort)))
    const answers = await spread(people, 8, (index) => {
      const visitor = new Visitor(app, { address })
      return entries[entryOf(index, isShort)]({
        visitor,
        person: crowd[index],
        isClumsy: index % mistypes === 0,
        sinks,
      })
    })
    return Object.keys(entries).map((name) => {
      const mine = answers.filter((_, index) => entryOf(index, isShort) === name)
      const refused = mine.filter(({ response }) => response?.status !== 'complete')
      const what = `of ${people} people at one address, who got in with ${name}`
      return all(what, mine.length - refused.length, mine.length, tally(refused))
    })
  },
}

/** How often each refusal came. */
function tally(answers) {
  const counts = new Map()
  for (const { status, code = '' } of answers)
    counts.set(`${status} ${code}`, (counts.get(`${status} ${code}`) ?? 0) + 1)
  return [...counts].map(([answer, times]) => `${times} times ${answer}`)
}
