// Users of an instance, with what only they know: password, authenticator app, backup codes, mailbox and phone.
import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { codeIn } from './sinks.mjs'
import { Visitor } from './visitor.mjs'

export const password = 'correct horse battery staple'
const period = 30_000
let made = 0

export const newEmail = (name = 'person') => `${name}${++made}.${process.pid}@example.com`
/** German mobile numbers, each in a range of its own. */
export const newNumber = () => `+49151${String(20_000_000 + ++made * 1000 + 17)}`

/** An authenticator app that shares no code with the server. */
export class AuthenticatorApp {
  #last = 0

  constructor(secret = Secret.fromLatin1(randomBytes(20).toString('latin1')).base32) {
    this.secret = secret
    this.totp = new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30, algorithm: 'SHA1' })
  }

  /** A code of a later step than the last one. Two are available at once; a third one waits for the next step. */
  async next() {
    const step = Math.max(Math.floor(Date.now() / period), this.#last + 1)
    const early = (step - 1) * period - Date.now()
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early + 50))
    this.#last = step
    return this.totp.generate({ timestamp: step * period })
  }

  /** Six digits that are right neither now nor soon. */
  wrong() {
    const near = [-3, -2, -1, 0, 1, 2, 3].map((step) => this.totp.generate({ timestamp: Date.now() + step * period }))
    return ['000000', '111111', '222222', '333333', '444444', '555555', '666666', '777777'].find(
      (code) => !near.includes(code),
    )
  }
}

/**
 * A user that the app's own server created: with a password and an authenticator app unless told otherwise, with backup codes on request. Every
 * password and backup code costs the server a slow hash, so people get only what an attack needs.
 */
export async function newPerson(app, { withApp = true, withPassword = true, withCodes = false, fields = {} } = {}) {
  const email = newEmail()
  const authenticator = withApp ? new AuthenticatorApp() : null
  const codes = withCodes ? Array.from({ length: 2 }, (_, index) => `word-${String(1000 + index)}`) : []
  const wish = {
    email_address: [email],
    ...(withPassword ? { password } : { skip_password_requirement: true }),
    ...(authenticator ? { totp_secret: authenticator.secret } : {}),
    ...(withCodes ? { backup_codes: codes } : {}),
    ...fields,
  }
  const { id } = await app.must('POST', '/users', wish)
  return { app, id, email, password, authenticator, codes }
}

/** A browser that was signed in with a sign-in token of the app's server, which costs no hash. */
export async function signedInByToken(person, visitor = new Visitor(person.app)) {
  const { token: ticket } = await person.app.must('POST', '/sign_in_tokens', { user_id: person.id })
  const { response } = await visitor.post('/client/sign_ins', { strategy: 'ticket', ticket })
  return Object.assign(visitor, { session: response?.created_session_id })
}

/** Adds a verified number to the user, reserved for the second factor unless it is told otherwise. */
export async function giveNumber(person, { isReserved = true, number = newNumber() } = {}) {
  const wish = { user_id: person.id, phone_number: number, verified: true, reserved_for_second_factor: isReserved }
  await person.app.must('POST', '/phone_numbers', wish)
  return { ...person, number }
}

/** The first step with the password. */
export const begin = (visitor, { email, password: secret }) =>
  visitor.post('/client/sign_ins', { identifier: email, password: secret })

/** Signs in with password and authenticator app, where the user has one. Returns the last answer. */
export async function signIn(visitor, person) {
  const first = await begin(visitor, person)
  if (first.response?.status !== 'needs_second_factor' || !person.authenticator) return first
  const code = await person.authenticator.next()
  return visitor.post(`/client/sign_ins/${first.response.id}/attempt_second_factor`, { strategy: 'totp', code })
}

/** A browser in which the person is signed in; throws where that fails. */
export async function signedIn(person, visitor = new Visitor(person.app)) {
  const done = await signIn(visitor, person)
  if (done.response?.status !== 'complete')
    throw new Error(`The sign-in failed: ${done.status} ${JSON.stringify(done.body)}`)
  return Object.assign(visitor, { session: done.response.created_session_id })
}

/** Begins a sign-in with a code by mail or SMS and reads the code that arrived: `{ id, code, answer }`. */
export async function askForCode(visitor, sinks, { identifier, strategy, to = identifier }) {
  const after = sinks.mark()
  const answer = await visitor.post('/client/sign_ins', { identifier, strategy })
  if (answer.status !== 200) return { answer }
  const { id } = answer.response
  return { id, answer, path: `/client/sign_ins/${id}`, code: await sinks.waitFor(to, codeIn, { after }) }
}

export const isSignedIn = async (visitor) => (await visitor.get('/me')).status === 200
export const wrongFor = (code) => (code === '000000' ? '111111' : '000000')
