// Every request that proves something, prepared up to the moment before it is sent.
import {
  AuthenticatorApp,
  askForCode,
  begin,
  giveNumber,
  isSignedIn,
  newEmail,
  newNumber,
  newPerson,
  password,
  signedIn,
  signedInByToken,
} from './people.mjs'
import { codeIn } from './sinks.mjs'
import { Visitor } from './visitor.mjs'

/**
 * Each prepares one proof: `visitor.post(path, fields)` is the proof. `gain(thief)` does what a stranger would do with it, in a browser that has the
 * cookies of before, and resolves to whether it worked. `use(visitor)` goes on as the owner would, and resolves to whether that worked. `shows(answer)`
 * is there where the answer shows something that is never shown again.
 */
export const proofs = {
  'password at sign-in': async ({ shop }) => {
    const { email } = await newPerson(shop, { withApp: false })
    return first(shop, email, { strategy: 'password', password })
  },
  'email code at sign-in': async ({ shop, sinks }) => {
    const { email } = await newPerson(shop, { withApp: false, withPassword: false })
    const visitor = new Visitor(shop)
    const asked = await askForCode(visitor, sinks, { identifier: email, strategy: 'email_code' })
    return entry(visitor, `${asked.path}/attempt_first_factor`, { strategy: 'email_code', code: asked.code })
  },
  'TOTP code at sign-in': async ({ shop }) => {
    const person = await newPerson(shop)
    const { visitor, path } = await atSecond(shop, person)
    return entry(visitor, path, { strategy: 'totp', code: await person.authenticator.next() })
  },
  'SMS code at sign-in': async ({ shop, sinks }) => {
    const person = await giveNumber(await newPerson(shop))
    const { visitor, path } = await atSecond(shop, person)
    const after = sinks.mark()
    await visitor.post(path.replace('attempt_', 'prepare_'), { strategy: 'phone_code' })
    return entry(visitor, path, { strategy: 'phone_code', code: await sinks.waitFor(person.number, codeIn, { after }) })
  },
  'code for a new password': async ({ shop, sinks }) => {
    const { visitor, path, fields } = await resetting(shop, sinks)
    const choose = (browser, chosen) => browser.post(`${path}/reset_password`, { password: chosen })
    return {
      visitor,
      path: `${path}/attempt_first_factor`,
      fields,
      gain: async (thief) => (await choose(thief, 'chosen by the attacker')).status === 200,
      use: async (owner) => (await choose(owner, 'chosen by the owner')).response?.status === 'complete',
    }
  },
  'new password after that code': async ({ shop, sinks }) => {
    const { visitor, path, fields } = await resetting(shop, sinks)
    await visitor.post(`${path}/attempt_first_factor`, fields)
    return entry(visitor, `${path}/reset_password`, { password: 'chosen by the owner' })
  },
  'code of a sign-up that lacks a password': async ({ shop, sinks }) => {
    const { visitor, path, fields, signUp } = await signingUp(shop, sinks, {})
    const complete = async (browser, chosen) =>
      (await browser.patch(signUp, { password: chosen })).response?.status === 'complete'
    return {
      visitor,
      path,
      fields,
      gain: (thief) => complete(thief, 'chosen by the attacker'),
      use: (owner) => complete(owner, 'chosen by the owner'),
    }
  },
  'code that completes a sign-up': async ({ shop, sinks }) => {
    const { visitor, path, fields } = await signingUp(shop, sinks, { password })
    return entry(visitor, path, fields)
  },
  reverification: async ({ shop }) => {
    const person = await newPerson(shop)
    const visitor = await signedIn(person)
    const path = `/client/sessions/${visitor.session}/verify`
    await visitor.post(path, { level: 'second_factor' })
    const fields = { strategy: 'totp', code: await person.authenticator.next() }
    const makeCodes = async (browser) => (await browser.post('/me/backup_codes')).status === 200
    return { visitor, path: `${path}/attempt_second_factor`, fields, gain: makeCodes, use: makeCodes }
  },
  'confirmation of an authenticator app': async ({ shop }) => {
    const visitor = await signedInByToken(await newPerson(shop, { withApp: false, withPassword: false }))
    const { response } = await visitor.post('/me/totp')
    const fields = { code: await new AuthenticatorApp(response.secret).next() }
    const shows = (answer) => answer.response?.backup_codes?.length === 10
    return { ...change(visitor, '/me/totp/attempt_verification', fields), shows }
  },
  'confirmation of another authenticator app': async ({ shop }) => {
    const visitor = await signedIn(await newPerson(shop))
    const { response } = await visitor.post('/me/authenticator_apps', { name: 'Tablet' })
    const fields = { code: await new AuthenticatorApp(response.secret).next() }
    return change(visitor, `/me/authenticator_apps/${response.id}/attempt_verification`, fields)
  },
  'code for a new email address': async ({ shop, sinks }) => {
    const visitor = await signedIn(await newPerson(shop))
    const email = newEmail('second')
    const { response } = await visitor.post('/me/email_addresses', { email_address: email })
    return added(visitor, sinks, `/me/email_addresses/${response.id}`, { strategy: 'email_code', to: email })
  },
  'code for a new phone number': async ({ shop, sinks }) => {
    const visitor = await signedIn(await newPerson(shop))
    const number = newNumber()
    const { response } = await visitor.post('/me/phone_numbers', { phone_number: number })
    return added(visitor, sinks, `/me/phone_numbers/${response.id}`, { strategy: 'phone_code', to: number })
  },
  'approval of a transaction': async ({ shop }) => {
    const person = await newPerson(shop)
    const visitor = await signedIn(person)
    const path = `/client/sessions/${visitor.session}`
    const { response } = await visitor.post(`${path}/step_ups`, { action: 'payout', data: '{"amount":"120.00"}' })
    await visitor.post(`${path}/verify`, { step_up_id: response.id })
    const fields = { strategy: 'totp', code: await person.authenticator.next() }
    const take = async (browser) =>
      Boolean((await browser.post(`${path}/step_ups/${response.id}/token`)).response?.token)
    return { visitor, path: `${path}/verify/attempt_second_factor`, fields, gain: take, use: take }
  },
  'code of a recovery': async ({ shop, sinks }) => {
    const person = await newPerson(shop)
    await shop.must('POST', `/users/${person.id}/mfa_reset`, {
      reason: 'The phone was stolen; identity checked by video.',
    })
    const visitor = new Visitor(shop)
    const { response } = await begin(visitor, person)
    const path = `/client/sign_ins/${response.id}`
    const after = sinks.mark()
    await visitor.post(`${path}/prepare_recovery`)
    const code = await sinks.waitFor(person.email, codeIn, { after })
    const setUp = async (browser) => (await browser.post('/me/totp')).status === 200
    return { visitor, path: `${path}/attempt_recovery`, fields: { code }, gain: setUp, use: setUp }
  },
}

/** A proof that ends in a session. */
const entry = (visitor, path, fields) => ({ visitor, path, fields, gain: isSignedIn, use: isSignedIn })

/** A proof inside a session: afterwards the cookies of before may change nothing. */
function change(visitor, path, fields) {
  const rename = async (browser) => (await browser.patch('/me', { first_name: 'Mallory' })).status === 200
  return { visitor, path, fields, gain: rename, use: rename }
}

async function added(visitor, sinks, path, { strategy, to }) {
  const after = sinks.mark()
  await visitor.post(`${path}/prepare_verification`, { strategy })
  return change(visitor, `${path}/attempt_verification`, { code: await sinks.waitFor(to, codeIn, { after }) })
}

async function first(app, identifier, fields) {
  const visitor = new Visitor(app)
  const { response } = await visitor.post('/client/sign_ins', { identifier })
  return entry(visitor, `/client/sign_ins/${response.id}/attempt_first_factor`, fields)
}

async function atSecond(app, person) {
  const visitor = new Visitor(app)
  const { response } = await begin(visitor, person)
  return { visitor, path: `/client/sign_ins/${response.id}/attempt_second_factor` }
}

async function resetting(app, sinks) {
  const strategy = 'reset_password_email_code'
  const { email } = await newPerson(app, { withApp: false })
  const visitor = new Visitor(app)
  const { path, code } = await askForCode(visitor, sinks, { identifier: email, strategy })
  return { visitor, path, fields: { strategy, code } }
}

async function signingUp(app, sinks, fields) {
  const visitor = new Visitor(app)
  const email = newEmail('newcomer')
  const { response } = await visitor.post('/client/sign_ups', { email_address: email, ...fields })
  const signUp = `/client/sign_ups/${response.id}`
  const after = sinks.mark()
  await visitor.post(`${signUp}/prepare_verification`, { strategy: 'email_code' })
  const code = await sinks.waitFor(email, codeIn, { after })
  return { visitor, signUp, path: `${signUp}/attempt_verification`, fields: { strategy: 'email_code', code } }
}
