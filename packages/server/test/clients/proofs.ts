import type {
  ClientView,
  EmailAddressView,
  InvitationView,
  PhoneNumberView,
  SettingsPatch,
  SignInView,
  SignUpView,
  StepUpView,
  TotpView,
} from '@countersign/contract'
import type { CreatedInstance } from '../../src/instances/create.ts'
import type { TestApp } from '../support/app.ts'
import { Authenticator } from '../support/authenticator.ts'
import {
  type Answer,
  Browser,
  backend,
  codeOf,
  enrol,
  type Fields,
  mailedCode,
  mailFactor,
  password,
  signUp,
  startSignIn,
} from '../support/browser.ts'
import { addPasskey, askWithPasskey, nonceOf, startPasskey } from '../support/passkeys.ts'
import { newNumber } from '../support/phones.ts'

/** Everything that can be proven, switched on. */
export const everything = {
  multi_factor: { totp: true, backup_code: true, phone_code: true, passkey: true },
  first_factors: { passkey: true },
  trusted_devices: { enabled: true },
  identifiers: { phone_number: 'optional', username: 'optional' },
  recovery: { enabled: true },
  sms: { countries: ['DE', 'US'] },
} satisfies SettingsPatch

export interface Stage {
  app: TestApp
  instance: CreatedInstance
  /** The same with device trust, where nobody has a second factor. */
  trusting: CreatedInstance
}

export interface Confirming {
  browser: Browser
  email: string
  /** The attempt that the request is about, if it is about one. */
  signIn?: string
  signUp?: string
  /** Sends the confirming request, the same bytes every time. */
  send(on: Browser): Promise<Answer<unknown>>
}

let count = 0
const newEmail = () => `prover${++count}@example.com`
const sending = (method: string, path: string, fields: Fields) => (on: Browser) =>
  method === 'PATCH' ? on.patch(path, fields) : on.post(path, fields)

/** Somebody who signed up, in the browser they did it in; a minute later, so that codes and limits are fresh. */
async function person({ app, instance }: Stage) {
  const email = newEmail()
  const browser = await signUp(app, instance, email)
  app.clock.advance(60_000)
  return { browser, email }
}

async function enrolled(stage: Stage) {
  const someone = await person(stage)
  const { secret, backupCodes } = await enrol(someone.browser)
  stage.app.clock.advance(60_000)
  return { ...someone, secret, backupCodes, session: await sessionOf(someone.browser) }
}

export async function sessionOf(browser: Browser): Promise<string> {
  return (await browser.get<ClientView>('/client')).response.last_active_session_id ?? ''
}

/** A browser with a client that has proven nothing yet. */
async function visitor({ app }: Stage, instance: CreatedInstance): Promise<Browser> {
  const browser = new Browser(app, instance)
  await browser.post('/client?_method=PUT')
  return browser
}

async function begun(stage: Stage, email: string, fields: Fields = {}, instance = stage.instance) {
  const browser = await visitor(stage, instance)
  const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email, ...fields })
  return { browser, email, signIn: response.id, path: `/client/sign_ins/${response.id}`, response }
}

async function atReset(stage: Stage) {
  const { email } = await person(stage)
  const attempt = await begun(stage, email)
  const strategy = 'reset_password_email_code'
  const offer = mailFactor(attempt.response, strategy)
  await attempt.browser.post(`${attempt.path}/prepare_first_factor`, {
    strategy,
    email_address_id: offer?.email_address_id ?? '',
  })
  return { ...attempt, fields: { strategy, code: await mailedCode(attempt.browser, email) } }
}

async function signingUp(stage: Stage, fields: Fields) {
  const browser = await visitor(stage, stage.instance)
  const email = newEmail()
  const { response } = await browser.post<SignUpView>('/client/sign_ups', { email_address: email, ...fields })
  const path = `/client/sign_ups/${response.id}`
  await browser.post(`${path}/prepare_verification`, { strategy: 'email_code' })
  const code = { strategy: 'email_code', code: await mailedCode(browser, email) }
  return { browser, email, signUp: response.id, send: sending('POST', `${path}/attempt_verification`, code) }
}

async function invited(stage: Stage) {
  const email = newEmail()
  const wish = { email_address: email, notify: false }
  const { response } = await backend(stage.app, stage.instance)<InvitationView>('POST', '/invitations', wish)
  const ticket = new URL(response.url ?? '').searchParams.get('__clerk_ticket') ?? ''
  return { browser: await visitor(stage, stage.instance), email, ticket }
}

async function verifying(stage: Stage, level: string, more: Fields = {}) {
  const someone = await enrolled(stage)
  const path = `/client/sessions/${someone.session}/verify`
  await someone.browser.post(path, { level, ...more })
  return { ...someone, path }
}

const totp = ({ app }: Stage, secret: string) => ({ strategy: 'totp', code: codeOf(secret, app.clock.now()) })

/** Every way to prove something, up to the request that proves it. Those in `last` have nothing after them to finish. */
export const proofs: Record<string, (stage: Stage) => Promise<Confirming>> = {
  'a password': async (stage) => {
    const { email } = await enrolled(stage)
    const attempt = await begun(stage, email)
    return {
      ...attempt,
      send: sending('POST', `${attempt.path}/attempt_first_factor`, { strategy: 'password', password }),
    }
  },
  'a password, with the start': async (stage) => {
    const { email } = await enrolled(stage)
    const browser = await visitor(stage, stage.instance)
    return { browser, email, send: (on) => startSignIn(on, email) }
  },
  'a password that completes the sign-in': async (stage) => {
    const { email } = await person(stage)
    const attempt = await begun(stage, email)
    return {
      ...attempt,
      send: sending('POST', `${attempt.path}/attempt_first_factor`, { strategy: 'password', password }),
    }
  },
  'a code by mail': async (stage) => {
    const { email } = await person(stage)
    const attempt = await begun(stage, email, { strategy: 'email_code' })
    const fields = { strategy: 'email_code', code: await mailedCode(attempt.browser, email) }
    return { ...attempt, send: sending('POST', `${attempt.path}/attempt_first_factor`, fields) }
  },
  'a passkey': async (stage) => {
    const { email, browser: home } = await person(stage)
    const { device } = await addPasskey(home)
    const browser = await visitor(stage, stage.instance)
    const { response } = await askWithPasskey(browser)
    const fields = {
      strategy: 'passkey',
      public_key_credential: device.get(nonceOf(response.first_factor_verification), browser.origin),
    }
    const path = `/client/sign_ins/${response.id}/attempt_first_factor`
    return { browser, email, signIn: response.id, send: sending('POST', path, fields) }
  },
  'a reset code': async (stage) => {
    const attempt = await atReset(stage)
    return { ...attempt, send: sending('POST', `${attempt.path}/attempt_first_factor`, attempt.fields) }
  },
  'a new password': async (stage) => {
    const attempt = await atReset(stage)
    await attempt.browser.post(`${attempt.path}/attempt_first_factor`, attempt.fields)
    const fields = { password: 'a brand new horse battery' }
    return { ...attempt, send: sending('POST', `${attempt.path}/reset_password`, fields) }
  },
  'a second factor': async (stage) => {
    const { email, secret } = await enrolled(stage)
    const attempt = await begun(stage, email, { password })
    return { ...attempt, send: sending('POST', `${attempt.path}/attempt_second_factor`, totp(stage, secret)) }
  },
  'a backup code': async (stage) => {
    const { email, backupCodes } = await enrolled(stage)
    const attempt = await begun(stage, email, { password })
    const fields = { strategy: 'backup_code', code: backupCodes[0] ?? '' }
    return { ...attempt, send: sending('POST', `${attempt.path}/attempt_second_factor`, fields) }
  },
  'a second factor, trusting the device': async (stage) => {
    const { email, secret } = await enrolled(stage)
    const attempt = await begun(stage, email, { password })
    const fields = { ...totp(stage, secret), remember_device: 'true' }
    return { ...attempt, send: sending('POST', `${attempt.path}/attempt_second_factor`, fields) }
  },
  'a code that makes the device known': async (stage) => {
    const email = newEmail()
    await signUp(stage.app, stage.trusting, email)
    stage.app.clock.advance(60_000)
    const attempt = await begun(stage, email, { password }, stage.trusting)
    await attempt.browser.post(`${attempt.path}/prepare_second_factor`, { strategy: 'email_code' })
    const fields = { strategy: 'email_code', code: await mailedCode(attempt.browser, email) }
    return { ...attempt, send: sending('POST', `${attempt.path}/attempt_second_factor`, fields) }
  },
  'a recovery code by mail': async (stage) => {
    const { email } = await enrolled(stage)
    const attempt = await begun(stage, email, { password })
    stage.app.clock.advance(60_000)
    await attempt.browser.post(`${attempt.path}/prepare_recovery`)
    const fields = { code: await mailedCode(attempt.browser, email) }
    return { ...attempt, send: sending('POST', `${attempt.path}/attempt_recovery`, fields) }
  },
  'the address of a sign-up': (stage) => signingUp(stage, { password }),
  'the address of a sign-up that lacks a password': (stage) => signingUp(stage, {}),
  'an invitation, with a password': async (stage) => {
    const { ticket, ...guest } = await invited(stage)
    return { ...guest, send: sending('POST', '/client/sign_ups', { strategy: 'ticket', ticket, password }) }
  },
  'the password of a sign-up by invitation': async (stage) => {
    const { ticket, ...guest } = await invited(stage)
    const begun = { strategy: 'ticket', ticket }
    const { response } = await guest.browser.post<SignUpView>('/client/sign_ups', begun)
    const path = `/client/sign_ups/${response.id}`
    return { ...guest, signUp: response.id, send: sending('PATCH', path, { password }) }
  },
  'the first factor again': async (stage) => {
    const someone = await verifying(stage, 'first_factor')
    const fields = { strategy: 'password', password }
    return { ...someone, send: sending('POST', `${someone.path}/attempt_first_factor`, fields) }
  },
  'the second factor again': async (stage) => {
    const someone = await verifying(stage, 'second_factor')
    return { ...someone, send: sending('POST', `${someone.path}/attempt_second_factor`, totp(stage, someone.secret)) }
  },
  'the approval of an action': async (stage) => {
    const someone = await enrolled(stage)
    const { response } = await someone.browser.post<StepUpView>(`/client/sessions/${someone.session}/step_ups`, {
      action: 'payout',
      data: JSON.stringify({ amount: '12.00' }),
    })
    const path = `/client/sessions/${someone.session}/verify`
    await someone.browser.post(path, { step_up_id: response.id })
    const level = response.level === 'first_factor' ? 'first' : 'second'
    const fields = level === 'first' ? { strategy: 'password', password } : totp(stage, someone.secret)
    return { ...someone, send: sending('POST', `${path}/attempt_${level}_factor`, fields) }
  },
  'an authenticator app': async (stage) => {
    const someone = await person(stage)
    const { response } = await someone.browser.post<TotpView>('/me/totp')
    const fields = { code: codeOf(response.secret ?? '', stage.app.clock.now()) }
    return { ...someone, send: sending('POST', '/me/totp/attempt_verification', fields) }
  },
  'one more authenticator app': async (stage) => {
    const someone = await enrolled(stage)
    const path = '/me/authenticator_apps'
    const { response } = await someone.browser.post<TotpView>(path)
    const fields = { code: codeOf(response.secret ?? '', stage.app.clock.now()) }
    return { ...someone, send: sending('POST', `${path}/${response.id}/attempt_verification`, fields) }
  },
  'a new passkey': async (stage) => {
    const someone = await person(stage)
    const { response } = await startPasskey(someone.browser)
    const made = new Authenticator().create(nonceOf(response.verification), someone.browser.origin)
    const fields = { strategy: 'passkey', public_key_credential: made }
    return { ...someone, send: sending('POST', `/me/passkeys/${response.id}/attempt_verification`, fields) }
  },
  'a new address': async (stage) => {
    const someone = await person(stage)
    const address = newEmail()
    const { response } = await someone.browser.post<EmailAddressView>('/me/email_addresses', { email_address: address })
    const path = `/me/email_addresses/${response.id}`
    await someone.browser.post(`${path}/prepare_verification`)
    const fields = { code: await mailedCode(someone.browser, address) }
    return { ...someone, send: sending('POST', `${path}/attempt_verification`, fields) }
  },
  'a new number': async (stage) => {
    const { path, fields, ...someone } = await withNumber(stage)
    return { ...someone, send: sending('POST', `${path}/attempt_verification`, fields) }
  },
  'another password': async (stage) => {
    const someone = await person(stage)
    const fields = { new_password: 'a brand new horse battery' }
    return { ...someone, send: sending('POST', '/me/change_password', fields) }
  },
  'no password any more': async (stage) => {
    const someone = await person(stage)
    return { ...someone, send: sending('POST', '/me/remove_password', {}) }
  },
}

async function withNumber(stage: Stage) {
  const someone = await person(stage)
  const number = newNumber()
  const { response } = await someone.browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number: number })
  const path = `/me/phone_numbers/${response.id}`
  await someone.browser.post(`${path}/prepare_verification`)
  return { ...someone, path, fields: { code: await mailedCode(someone.browser, number) } }
}

/** What is shown once without anything being proven by it: the cookie stays. */
export const shownOnce: Record<string, (stage: Stage) => Promise<Confirming>> = {
  'a new set of backup codes': async (stage) => {
    const someone = await enrolled(stage)
    return { ...someone, send: sending('POST', '/me/backup_codes', {}) }
  },
  'the backup codes that come with a number': async (stage) => {
    const { path, fields, ...someone } = await withNumber(stage)
    await someone.browser.post(`${path}/attempt_verification`, fields)
    return { ...someone, send: sending('PATCH', path, { reserved_for_second_factor: 'true' }) }
  },
  'the token of an approved action': async (stage) => {
    const someone = await enrolled(stage)
    const all = `/client/sessions/${someone.session}/step_ups`
    const asked = { action: 'payout', data: JSON.stringify({ amount: '12.00' }) }
    const { response } = await someone.browser.post<StepUpView>(all, asked)
    const path = `/client/sessions/${someone.session}/verify`
    await someone.browser.post(path, { step_up_id: response.id })
    if (response.level === 'first_factor')
      await someone.browser.post(`${path}/attempt_first_factor`, { strategy: 'password', password })
    else await someone.browser.post(`${path}/attempt_second_factor`, totp(stage, someone.secret))
    return { ...someone, send: sending('POST', `${all}/${response.id}/token`, {}) }
  },
}
