// The ways in which strangers, users of other instances and their keys try to become an administrator.
import { newAdministrator } from '../support/administrator.mjs'
import { newEmail, newPerson, password, signedInByToken } from '../support/people.mjs'
import { codeIn } from '../support/sinks.mjs'
import { Visitor } from '../support/visitor.mjs'

let made = 0
const newName = () => `mallory${++made}`

/**
 * Each way ends in a browser, whatever it has become by then. `dashboard` is the dashboard's own instance under the address to be tried; a way for
 * which that makes no difference ends in null the second time (`isRepeated`).
 */
export const ways = {
  'sign up with username and password': async ({ dashboard }) => {
    const visitor = new Visitor(dashboard)
    await visitor.post('/client/sign_ups', { username: newName(), password })
    return visitor
  },
  'sign up with a verified email address': async ({ dashboard, sinks }) => {
    const visitor = new Visitor(dashboard)
    await signUpByMail(visitor, sinks, { username: newName(), password })
    return visitor
  },
  'sign up after the fact, by adding what is missing': async ({ dashboard, sinks }) => {
    const visitor = new Visitor(dashboard)
    const id = await signUpByMail(visitor, sinks, {})
    if (id) await visitor.patch(`/client/sign_ups/${id}`, { username: newName(), password })
    return visitor
  },
  'reset the password of an administrator': async ({ dashboard, administrator, sinks }) => {
    const visitor = new Visitor(dashboard)
    const strategy = 'reset_password_email_code'
    const { response } = await visitor.post('/client/sign_ins', { identifier: administrator.name, strategy })
    for (const { email_address_id: id } of response?.supported_first_factors ?? [])
      await visitor.post(`/client/sign_ins/${response.id}/prepare_first_factor`, {
        strategy,
        email_address_id: id ?? '',
      })
    const code = codeIn(sinks.to(administrator.name).at(-1) ?? { text: '' }) ?? '000000'
    await visitor.post(`/client/sign_ins/${response?.id}/attempt_first_factor`, { strategy, code })
    await visitor.post(`/client/sign_ins/${response?.id}/reset_password`, { password: 'chosen by the attacker' })
    return visitor
  },
  'recover the account of an administrator': async ({ dashboard, administrator }) => {
    const visitor = new Visitor(dashboard)
    const { response } = await visitor.post('/client/sign_ins', { identifier: administrator.name, password })
    await visitor.post(`/client/sign_ins/${response?.id}/prepare_recovery`)
    await visitor.post(`/client/sign_ins/${response?.id}/attempt_recovery`, { code: '000000' })
    return visitor
  },
  'use the administrator’s link again': async ({ dashboard, administrator }) => {
    const visitor = new Visitor(dashboard)
    await visitor.post('/client/sign_ins', { strategy: 'ticket', ticket: administrator.ticket })
    return visitor
  },
  'keep the session of a removed administrator': async ({ main, isRepeated }) => {
    if (isRepeated) return null
    const former = await newAdministrator(main, newName())
    await main.command('admin', 'remove', '--name', former.name)
    return former.visitor
  },
  'use the invitation of a removed administrator': async ({ main, dashboard, isRepeated }) => {
    if (isRepeated) return null
    const name = newName()
    const link = await main.command('admin', 'invite', '--name', name)
    await main.command('admin', 'remove', '--name', name)
    const visitor = new Visitor(dashboard)
    await visitor.post('/client/sign_ins', { strategy: 'ticket', ticket: /#ticket=([\w-]+)/.exec(link)?.[1] ?? '' })
    return visitor
  },
  'use a sign-in token of another instance': async ({ dashboard, shop }) => {
    const user = await newPerson(shop, { withApp: false, withPassword: false })
    const { token: ticket } = await shop.must('POST', '/sign_in_tokens', { user_id: user.id })
    const visitor = new Visitor(dashboard)
    await visitor.post('/client/sign_ins', { strategy: 'ticket', ticket })
    return visitor
  },
  'make a sign-in token for an administrator with the key of another instance': async ({
    dashboard,
    shop,
    administrator,
  }) => {
    const { response } = await shop.backend('POST', '/sign_in_tokens', { user_id: administrator.id })
    const visitor = new Visitor(dashboard)
    await visitor.post('/client/sign_ins', { strategy: 'ticket', ticket: response?.token ?? '' })
    return visitor
  },
  'act as an administrator with the key of another instance': async ({ dashboard, shop, administrator }) => {
    const wish = { user_id: administrator.id, actor: { sub: 'user_mallory' } }
    const { response } = await shop.backend('POST', '/actor_tokens', wish)
    const visitor = new Visitor(dashboard)
    await visitor.post('/client/sign_ins', { strategy: 'ticket', ticket: response?.token ?? '' })
    return visitor
  },
  'be signed in as a user of another instance': async ({ shop }) =>
    signedInByToken(await newPerson(shop, { withApp: false, withPassword: false })),
  'send the cookies of another instance under the dashboard’s names': async ({ dashboard, shop }) => {
    const visitor = await signedInByToken(await newPerson(shop, { withApp: false, withPassword: false }))
    const own = new Visitor(dashboard)
    const tokens = [...visitor.jar].filter(([name]) => /^__client(?!_uat)/.test(name)).map(([, value]) => value)
    own.jar.set('__client', tokens[0] ?? '')
    return own
  },
  'send a session token of another instance': async ({ dashboard, shop }) => {
    const visitor = await signedInByToken(await newPerson(shop, { withApp: false, withPassword: false }))
    const { response } = await visitor.post(`/client/sessions/${visitor.session}/tokens`)
    const own = new Visitor(dashboard)
    own.headers = { authorization: `Bearer ${response.jwt}` }
    own.jar.set('__session', response.jwt)
    return own
  },
  'send the secret key of another instance': async ({ dashboard, shop }) => {
    const visitor = new Visitor(dashboard)
    visitor.headers = { authorization: `Bearer ${shop.secretKey}` }
    return visitor
  },
  'open the dashboard’s instance by its settings, with the key of another instance': async ({ dashboard, shop }) => {
    const visitor = new Visitor(dashboard)
    const body = JSON.stringify({ multi_factor: { required: false }, identifiers: { username: 'optional' } })
    visitor.headers = { authorization: `Bearer ${shop.secretKey}` }
    await visitor.send('PATCH', `${dashboard.prefix}/v1/instance/settings`, body)
    visitor.headers = {}
    await visitor.post('/client/sign_ups', { username: newName(), password })
    return visitor
  },
  'create a user of the dashboard with the key of another instance': async ({ dashboard, shop }) => {
    const visitor = new Visitor(dashboard)
    const username = newName()
    visitor.headers = { authorization: `Bearer ${shop.secretKey}` }
    await visitor.send('POST', `${dashboard.prefix}/v1/users`, JSON.stringify({ username, password }))
    visitor.headers = {}
    await visitor.post('/client/sign_ins', { identifier: username, password })
    return visitor
  },
}

async function signUpByMail(visitor, sinks, fields) {
  const email = newEmail('mallory')
  const after = sinks.mark()
  const begun = await visitor.post('/client/sign_ups', { email_address: email, ...fields })
  if (begun.status !== 200) return undefined
  const path = `/client/sign_ups/${begun.response.id}`
  const asked = await visitor.post(`${path}/prepare_verification`, { strategy: 'email_code' })
  if (asked.status !== 200) return begun.response.id
  const code = await sinks.waitFor(email, codeIn, { after })
  await visitor.post(`${path}/attempt_verification`, { strategy: 'email_code', code })
  return begun.response.id
}
