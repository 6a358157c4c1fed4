// One address guesses the codes of addresses and numbers that are not the attacker's: by sign-ups, and by adding them to an account.
import { atMost } from '../support/finding.mjs'
import { newEmail, newPerson, signedInByToken } from '../support/people.mjs'
import { newAddress, Visitor } from '../support/visitor.mjs'

/** Percent: how likely an attacker with one address may be to hit any one code in a year. */
const bound = 1
const yearSeconds = 365 * 24 * 3600
const codes = 1_000_000
/** Requests, codes and failures of one address, as high as settings allow. */
const raised = {
  sign_ins: 100_000,
  failures: 100_000,
  codes: 100_000,
  new_destinations: 100_000,
  account_changes: 100_000,
}
const targets = 60
const guesses = ['000000', '111111', '222222', '333333', '444444']

/** What was compared, and for how many seconds the server then sends the attacker away; 0 when it never does. */
class Burst {
  compared = 0
  wait = 0

  /** Sends a request; false when the attacker was sent away. */
  async ask(visitor, path, fields) {
    const answer = await visitor.post(path, fields)
    if (answer.code === 'form_code_incorrect' || answer.code === 'verification_failed') this.compared += 1
    if (answer.status !== 429) return answer
    this.wait = Math.max(this.wait, Number(answer.headers['retry-after'] ?? 0))
    return null
  }

  /** Guesses the code of one target until it is spent. */
  async guess(visitor, path) {
    if (!(await this.ask(visitor, `${path}/prepare_verification`, { strategy: 'email_code' }))) return
    for (const code of guesses)
      if (!(await this.ask(visitor, `${path}/attempt_verification`, { strategy: 'email_code', code }))) return
  }

  /** Percent: how likely one code of many is hit in a year, at one such burst after each wait. */
  get yearly() {
    const perYear = this.wait === 0 ? Number.POSITIVE_INFINITY : (this.compared / this.wait) * yearSeconds
    return 100 * (1 - (1 - 1 / codes) ** perYear)
  }
}

async function bySignUps(app) {
  const address = newAddress()
  const burst = new Burst()
  for (let index = 0; index < targets && burst.wait === 0; index++) {
    const visitor = new Visitor(app, { address })
    const begun = await burst.ask(visitor, '/client/sign_ups', { email_address: newEmail('target') })
    if (begun) await burst.guess(visitor, `/client/sign_ups/${begun.response.id}`)
  }
  return burst
}

/** From one address with several accounts, each of which adds address after address. */
async function byAdding(app) {
  const address = newAddress()
  const burst = new Burst()
  for (let index = 0; index < targets && burst.wait === 0; index += 5) {
    const person = await newPerson(app, { withApp: false, withPassword: false })
    const visitor = await signedInByToken(person, new Visitor(app, { address }))
    for (let added = 0; added < 5 && burst.wait === 0; added++) {
      const begun = await burst.ask(visitor, '/me/email_addresses', { email_address: newEmail('target') })
      if (!begun) break
      const path = `/me/email_addresses/${begun.response.id}`
      await burst.guess(visitor, path)
      await visitor.delete(path)
    }
  }
  return burst
}

function finding(way, { compared, wait, yearly }) {
  const notes = [`${compared} wrong codes were compared, then the address had to wait ${wait} s`]
  return atMost(`chance to hit a foreign code in a year from one address, ${way}`, yearly, bound, { unit: ' %', notes })
}

export const codeGuessing = {
  name: 'code guessing',
  async attack({ instance }) {
    const app = await instance()
    // Limits that operators may raise must not be what holds; a server without these settings refuses them.
    await app.backend('PATCH', '/instance/settings', { limits: raised })
    return [finding('by sign-ups', await bySignUps(app)), finding('by adding addresses', await byAdding(app))]
  },
}
