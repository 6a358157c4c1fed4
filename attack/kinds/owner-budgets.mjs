// A stranger knows an owner's address or number, and nothing else, and uses up whatever is counted for it. The owner must still get in.
import { atMost, noWay } from '../support/finding.mjs'
import { askForCode, giveNumber, newPerson, password, signedInByToken } from '../support/people.mjs'
import { codeIn } from '../support/sinks.mjs'
import { everyFactor } from '../support/stage.mjs'
import { newAddress, Visitor } from '../support/visitor.mjs'
import { spread } from '../support/wait.mjs'

/** The budget pays for thirty messages, and for five hundred. */
const sms = { countries: ['DE'], default_price: 0.1, daily_budget: 3 }
const settings = { ...everyFactor, sms }
const ample = { ...everyFactor, sms: { ...sms, daily_budget: 50 } }
const rounds = 6
const stranger = (app) => new Visitor(app, { address: newAddress() })
const german = (range, last) => `+49${range}${String(last).padStart(7, '0')}`

/** Begins a code flow for the identifier and answers it wrongly, from one new address after another, until nothing more is taken. */
async function guessCodes(app, identifier, strategy) {
  for (let round = 0; round < rounds; round++) {
    const visitor = stranger(app)
    const { response, status } = await visitor.post('/client/sign_ins', { identifier, strategy })
    if (status !== 200) continue
    for (let guess = 0; guess < 5; guess++)
      await visitor.post(`/client/sign_ins/${response.id}/attempt_first_factor`, { strategy, code: `00000${guess}` })
  }
}

/** Signs up with one number after another, each from an address of its own, and never types a code. Returns how many were sent. */
async function pump(app, numbers) {
  const sent = await spread(numbers.length, 8, async (index) => {
    const visitor = stranger(app)
    const begun = await visitor.post('/client/sign_ups', { phone_number: numbers[index] })
    if (begun.status !== 200) return 0
    const path = `/client/sign_ups/${begun.response.id}/prepare_verification`
    return (await visitor.post(path, { strategy: 'phone_code' })).status === 200 ? 1 : 0
  })
  return sent.reduce((sum, one) => sum + one, 0)
}

/** What strangers do to one owner, by address or number. */
const aimed = {
  'wrong email codes': (app, { email }) => guessCodes(app, email, 'email_code'),
  'wrong reset codes': (app, { email }) => guessCodes(app, email, 'reset_password_email_code'),
  'wrong SMS codes': (app, { number }) => guessCodes(app, number, 'phone_code'),
  'wrong passwords': async (app, { email }) => {
    for (let guess = 0; guess < 12; guess++)
      await stranger(app).post('/client/sign_ins', { identifier: email, password: `Summer${guess}2026!` })
  },
}

/** What strangers do to everyone; the owners' numbers are among the million that is named. */
const spreading = {
  'messages all over the million numbers around theirs': (app, { number }) =>
    pump(
      app,
      spreadOver(25, (index) => `${number.slice(0, -6)}${String(index * 37_003).padStart(6, '0')}`),
    ),
  'messages until the budget of the day is spent': (app) => pump(app, spreadOver(40, acrossGermany)),
}

const spreadOver = (count, number) => Array.from({ length: count }, (_, index) => number(index))
const acrossGermany = (index) => german(`15${10 + (index % 10)}`, 7_000_000 + index * 30_011)

/** How each owner gets in: with what, and by which steps from a browser that they are known in. */
const owners = {
  'password and TOTP': {
    make: (app) => newPerson(app),
    enter: async (visitor, person) => {
      const { response, code } = await visitor.post('/client/sign_ins', { identifier: person.email, password })
      return response?.status === 'needs_second_factor'
        ? second(visitor, response.id, 'totp', await person.authenticator.next())
        : code
    },
  },
  'password and SMS code': {
    make: (app) => newPerson(app),
    enter: async (visitor, person, sinks) => {
      const { response, code } = await visitor.post('/client/sign_ins', { identifier: person.email, password })
      return response?.status === 'needs_second_factor' ? bySms(visitor, response.id, person, sinks) : code
    },
  },
  'email code and TOTP': {
    make: (app) => newPerson(app, { withPassword: false }),
    enter: async (visitor, person, sinks) => {
      const first = await byCode(visitor, sinks, { identifier: person.email, strategy: 'email_code' })
      return first.id ? second(visitor, first.id, 'totp', await person.authenticator.next()) : first.refusal
    },
  },
  'SMS code and TOTP': {
    make: (app) => newPerson(app, { withPassword: false }),
    isReserved: false,
    enter: async (visitor, person, sinks) => {
      const first = await byCode(visitor, sinks, { identifier: person.number, strategy: 'phone_code' })
      return first.id ? second(visitor, first.id, 'totp', await person.authenticator.next()) : first.refusal
    },
  },
  'a new password by email code': {
    make: (app) => newPerson(app),
    enter: async (visitor, person, sinks) => {
      const first = await byCode(visitor, sinks, { identifier: person.email, strategy: 'reset_password_email_code' })
      return first.id ? null : first.refusal
    },
  },
}

/** Null when the second step was proven, else the refusal. */
async function second(visitor, id, strategy, code) {
  const answer = await visitor.post(`/client/sign_ins/${id}/attempt_second_factor`, { strategy, code })
  return answer.response?.status === 'complete' ? null : (answer.code ?? 'not complete')
}

async function bySms(visitor, id, person, sinks) {
  const after = sinks.mark()
  const sent = await visitor.post(`/client/sign_ins/${id}/prepare_second_factor`, { strategy: 'phone_code' })
  if (sent.status !== 200) return sent.code
  const code = await sinks.waitFor(person.number, codeIn, { after }).catch(() => null)
  return code ? second(visitor, id, 'phone_code', code) : 'no message came'
}

/** A code flow as the owner goes through it: `{ id }` of the sign-in after the proof, or `{ refusal }`. */
async function byCode(visitor, sinks, { identifier, strategy }) {
  const asked = await askForCode(visitor, sinks, { identifier, strategy }).catch(() => ({
    answer: { code: 'no message came' },
  }))
  if (!asked.code) return { refusal: asked.answer.code ?? 'no code' }
  const proof = await visitor.post(`${asked.path}/attempt_first_factor`, { strategy, code: asked.code })
  return proof.status === 200 ? { id: asked.id } : { refusal: proof.code }
}

/** An owner, and a browser in which they were signed in before the attack. */
async function settle(app, { make, isReserved = true }) {
  const person = await giveNumber(await make(app), { isReserved })
  const visitor = await signedInByToken(person)
  if (!visitor.session) {
    const { response } = await visitor.get('/client')
    await second(visitor, response.sign_in?.id, 'totp', await person.authenticator.next())
  }
  await visitor.delete('/client/sessions')
  return { person, visitor }
}

const names = Object.keys(owners)
const settleAll = (app) => spread(names.length, 2, (index) => settle(app, owners[names[index]]))

/** Lets each owner come back after an attack; those who cannot, with the refusal. */
async function keptOut(way, settled, sinks) {
  const refusals = []
  for (const [index, name] of names.entries()) {
    const { person, visitor } = settled[index]
    const refusal = await owners[name].enter(visitor, person, sinks)
    if (refusal) refusals.push(`${way}, owner with ${name}: ${refusal}`)
  }
  return refusals
}

export const ownerBudgets = {
  name: 'owner budgets',
  async attack({ shop, instance, sinks }) {
    const reached = []
    for (const [way, attack] of Object.entries(aimed)) {
      const settled = await settleAll(shop)
      await spread(settled.length, 2, (index) => attack(shop, settled[index].person))
      reached.push(...(await keptOut(way, settled, sinks)))
    }
    // What is counted for a range, a country or a day is shared by everyone of an instance.
    for (const [way, attack] of Object.entries(spreading)) {
      const app = await instance(way.includes('budget') ? settings : ample)
      const settled = await settleAll(app)
      await attack(app, settled[0].person)
      reached.push(...(await keptOut(way, settled, sinks)))
    }
    const tried = (Object.keys(aimed).length + Object.keys(spreading).length) * names.length
    const sent = await pump(await instance(ample), spreadOver(60, acrossGermany))
    return [
      noWay('ways of a stranger to keep an owner out of a known browser', tried, reached),
      atMost('messages that strangers had sent all over a country, of 60, none answered', sent, 45),
    ]
  },
}
