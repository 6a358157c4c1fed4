// Whatever can be used once, presented by 50 callers at the same moment. One of them may win.
import { exactly } from '../support/finding.mjs'
import { askForCode, begin, giveNumber, newPerson, password, signedIn, signedInByToken } from '../support/people.mjs'
import { codeIn, linksIn } from '../support/sinks.mjs'
import { newAddress, Visitor } from '../support/visitor.mjs'
import { spread } from '../support/wait.mjs'

const callers = 50
const times = (count, work) => Promise.all(Array.from({ length: count }, (_, index) => work(index)))

/**
 * How many different things were won. Repeating the very same request is answered with the very same answer for some seconds, and that gives
 * no one anything new: equal client tokens are one win.
 */
function wins(answers, has = (answer) => answer.status === 200) {
  const won = answers.filter(has)
  const tokenOf = ({ cookies }, index) =>
    cookies?.find((line) => line.startsWith('__client='))?.split(';')[0] ?? `answer ${index}`
  return new Set(won.map(tokenOf)).size
}

/** Ten browsers at the second step, five copies of each. */
async function atSecondStep(person) {
  const browsers = await spread(10, 2, async () => {
    const visitor = new Visitor(person.app)
    const { response } = await begin(visitor, person)
    return { visitor, path: `/client/sign_ins/${response.id}/attempt_second_factor` }
  })
  return (fields) =>
    times(callers, (index) => {
      const { visitor, path } = browsers[index % browsers.length]
      return visitor.copy(newAddress()).post(path, fields)
    })
}

const copies = (visitor, path, fields) => times(callers, () => visitor.copy(newAddress()).post(path, fields))
const isComplete = ({ response }) => response?.status === 'complete'

const things = {
  'a TOTP code': async ({ shop }) => {
    const person = await newPerson(shop)
    const answers = await (await atSecondStep(person))({ strategy: 'totp', code: await person.authenticator.next() })
    return wins(answers, isComplete)
  },
  'a backup code': async ({ shop }) => {
    const person = await newPerson(shop, { withCodes: true })
    return wins(await (await atSecondStep(person))({ strategy: 'backup_code', code: person.codes[0] }), isComplete)
  },
  'an SMS code at the second step': async ({ shop, sinks }) => {
    const person = await giveNumber(await newPerson(shop))
    const visitor = new Visitor(shop)
    const { response } = await begin(visitor, person)
    const after = sinks.mark()
    await visitor.post(`/client/sign_ins/${response.id}/prepare_second_factor`, { strategy: 'phone_code' })
    const code = await sinks.waitFor(person.number, codeIn, { after })
    const path = `/client/sign_ins/${response.id}/attempt_second_factor`
    return wins(await copies(visitor, path, { strategy: 'phone_code', code }), isComplete)
  },
  'an email code': async ({ shop, sinks }) => {
    const { email } = await newPerson(shop, { withApp: false, withPassword: false })
    const visitor = new Visitor(shop)
    const { path, code } = await askForCode(visitor, sinks, { identifier: email, strategy: 'email_code' })
    return wins(await copies(visitor, `${path}/attempt_first_factor`, { strategy: 'email_code', code }), isComplete)
  },
  'a reset code': async ({ shop, sinks }) => {
    const strategy = 'reset_password_email_code'
    const { email } = await newPerson(shop)
    const visitor = new Visitor(shop)
    const { path, code } = await askForCode(visitor, sinks, { identifier: email, strategy })
    return wins(await copies(visitor, `${path}/attempt_first_factor`, { strategy, code }))
  },
  'a sign-in token': async ({ shop }) => {
    const { id } = await newPerson(shop, { withApp: false, withPassword: false })
    const { token: ticket } = await shop.must('POST', '/sign_in_tokens', { user_id: id })
    return wins(await times(callers, () => new Visitor(shop).post('/client/sign_ins', { strategy: 'ticket', ticket })))
  },
  'an undo link': async ({ shop, sinks }) => {
    const person = await newPerson(shop, { withApp: false })
    const owner = await signedIn(person)
    const after = sinks.mark()
    const fields = { current_password: password, new_password: 'an entirely different one' }
    await owner.post('/me/change_password', fields)
    const token = await sinks.waitFor(person.email, undoToken, { after })
    return wins(await times(callers, () => new Visitor(shop).post('/undo', { token })))
  },
  'a trust token of a browser': async ({ shop }) => {
    const person = await newPerson(shop)
    const visitor = new Visitor(shop)
    const { response } = await begin(visitor, person)
    const code = await person.authenticator.next()
    const path = `/client/sign_ins/${response.id}/attempt_second_factor`
    await visitor.post(path, { strategy: 'totp', code, remember_device: 'true' })
    const trust = [...visitor.jar].filter(([name]) => !name.startsWith('__client'))
    if (trust.length === 0) throw new Error(`There is no trust cookie: ${[...visitor.jar.keys()]}`)
    const answers = await spread(10, 10, async () => {
      const thief = new Visitor(shop)
      for (const [name, value] of trust) thief.jar.set(name, value)
      return begin(thief, person)
    })
    return wins(answers, isComplete)
  },
  'the token of an approved transaction': async (stage) => (await approved(stage)).tokens,
  'the redemption of that token': async (stage) => (await approved(stage)).redeemed,
  'the nonce of a handshake': async ({ shop }) => {
    const visitor = await signedInByToken(await newPerson(shop, { withApp: false, withPassword: false }))
    const asked = new URLSearchParams({ redirect_url: `${shop.origin}/`, format: 'nonce' })
    const { cookies } = await visitor.send('GET', `${shop.prefix}/v1/client/handshake?${asked}`)
    const nonce = /__clerk_handshake_nonce=([^;]+)/.exec(cookies.join('\n'))?.[1]
    return wins(await times(callers, () => shop.backend('GET', `/clients/handshake_payload?nonce=${nonce}`)))
  },
}

/** The token of the link with which an owner takes a change back. */
export const undoToken = (mail) =>
  linksIn(mail)
    .map((link) => /\/undo#token=([\w-]+)/.exec(link)?.[1])
    .find(Boolean)

async function approved({ shop }) {
  const person = await newPerson(shop)
  const visitor = await signedIn(person)
  const path = `/client/sessions/${visitor.session}`
  const data = { amount: '120.00', currency: 'EUR' }
  const asked = await visitor.post(`${path}/step_ups`, { action: 'payout', data: JSON.stringify(data) })
  const { id } = asked.response
  await visitor.post(`${path}/verify`, { step_up_id: id })
  await visitor.post(`${path}/verify/attempt_second_factor`, {
    strategy: 'totp',
    code: await person.authenticator.next(),
  })
  const answers = await times(callers, () => visitor.copy(newAddress()).post(`${path}/step_ups/${id}/token`))
  const tokens = new Set(answers.map(({ response }) => response?.token).filter(Boolean))
  const [token] = tokens
  const redeem = () => shop.backend('POST', '/step_ups/redeem', { token, action: 'payout', data })
  return { tokens: tokens.size, redeemed: wins(await times(callers, redeem)) }
}

export const races = {
  name: 'races',
  async attack(stage) {
    const findings = []
    for (const [what, race] of Object.entries(things)) {
      findings.push(exactly(`callers who got something with ${what}`, await race(stage), 1))
    }
    return findings
  },
}
