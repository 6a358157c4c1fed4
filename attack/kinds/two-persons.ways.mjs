// What one administrator alone can do to a user's second factor, in the dashboard or with a key of the Backend API that they make themselves.

import { jsonOf, send } from '../support/http.mjs'
import { AuthenticatorApp, begin, isSignedIn } from '../support/people.mjs'
import { Visitor } from '../support/visitor.mjs'

export const reason = 'The phone was lost; identity checked by video.'

/** A key of the Backend API that the administrator has just made, as a function; null where that is refused. */
async function keyOf({ app, alone }) {
  const made = await alone.ask('POST', `/instances/${app.id}/keys`, { name: 'mine' })
  const secret = made.response?.secret_key ?? made.response?.secret ?? made.response?.key
  if (made.status !== 200 || !secret) return null
  return async (method, path, body) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = { host: app.host, authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
    const answer = await send({ port: app.port, method, path: `/v1${path}`, headers, body: text })
    return { status: answer.status, response: jsonOf(answer) }
  }
}

/** Signs in with the password alone; the administrator may have learned it or set it. */
async function opensByPassword(person) {
  const visitor = new Visitor(person.app)
  await begin(visitor, person)
  return isSignedIn(visitor)
}

async function opensWith(person, strategy, code) {
  const visitor = new Visitor(person.app)
  const { response } = await begin(visitor, person)
  if (!response?.id || !code) return false
  await visitor.post(`/client/sign_ins/${response.id}/attempt_second_factor`, { strategy, code })
  return isSignedIn(visitor)
}

/** A reset that no longer waits lets the user, or anyone with the password and the mailbox, set up a new factor. */
export const isOpen = ({ status, response }) => status === 200 && !/wait/.test(response?.status ?? '')

async function approveAlone({ app, alone }, id) {
  return id ? isOpen(await alone.ask('POST', `/instances/${app.id}/mfa_resets/${id}/approve`, {})) : false
}

/** Each way does what one administrator can do alone and resolves to whether it worked. */
export const ways = {
  'dashboard: remove the factor': async (scene) => {
    const { app, alone, person } = scene
    await alone.ask('POST', `/instances/${app.id}/users/${person.id}/remove_factor`, { what: 'mfa', reason })
    await alone.ask('POST', `/instances/${app.id}/users/${person.id}/remove_factor`, { what: 'totp', reason })
    return opensByPassword(person)
  },
  'dashboard: make a help-desk code': async ({ app, alone, person }) => {
    const made = await alone.ask('POST', `/instances/${app.id}/users/${person.id}/help_desk_codes`, { purpose: reason })
    return opensWith(person, 'backup_code', made.response?.code)
  },
  'dashboard: ask for a reset and approve it': async (scene) => {
    const { app, alone, person } = scene
    const asked = await alone.ask('POST', `/instances/${app.id}/users/${person.id}/mfa_reset`, { reason })
    return isOpen(asked) || approveAlone(scene, asked.response?.id)
  },
  'dashboard: switch the rule off, then reset': async ({ app, alone, person }) => {
    await alone.ask('PATCH', `/instances/${app.id}/settings`, { recovery: { second_operator: false } })
    return isOpen(await alone.ask('POST', `/instances/${app.id}/users/${person.id}/mfa_reset`, { reason }))
  },
  'own key: remove every factor': async (scene) => {
    const key = await keyOf(scene)
    await key?.('DELETE', `/users/${scene.person.id}/mfa`)
    return opensByPassword(scene.person)
  },
  'own key: remove the authenticator apps': async (scene) => {
    const key = await keyOf(scene)
    await key?.('DELETE', `/users/${scene.person.id}/totp`)
    await key?.('DELETE', `/users/${scene.person.id}/backup_code`)
    return opensByPassword(scene.person)
  },
  'own key: remove one authenticator app': async (scene) => {
    const key = await keyOf(scene)
    const user = await key?.('GET', `/users/${scene.person.id}`)
    for (const { id } of user?.response?.authenticator_apps ?? [])
      await key('DELETE', `/users/${scene.person.id}/totp/${id}`)
    return opensByPassword(scene.person)
  },
  'own key: replace the secret of the authenticator app': async (scene) => {
    const key = await keyOf(scene)
    const own = new AuthenticatorApp()
    await key?.('PATCH', `/users/${scene.person.id}`, { totp_secret: own.secret })
    return opensWith(scene.person, 'totp', await own.next())
  },
  'own key: replace the backup codes': async (scene) => {
    const key = await keyOf(scene)
    await key?.('PATCH', `/users/${scene.person.id}`, { backup_codes: ['mine-1234'] })
    return opensWith(scene.person, 'backup_code', 'mine-1234')
  },
  'own key: make a help-desk code': async (scene) => {
    const key = await keyOf(scene)
    const made = await key?.('POST', `/users/${scene.person.id}/help_desk_codes`, { purpose: reason })
    return opensWith(scene.person, 'backup_code', made?.response?.code)
  },
  'own key: reset without asking': async (scene) => {
    const key = await keyOf(scene)
    const asked = await key?.('POST', `/users/${scene.person.id}/mfa_reset`, { reason })
    return asked ? isOpen(asked) : false
  },
  'own key: ask for a reset, and approve it in the dashboard': async (scene) => {
    const key = await keyOf(scene)
    const asked = await key?.('POST', `/users/${scene.person.id}/mfa_reset`, { reason })
    return approveAlone(scene, asked?.response?.id)
  },
  'own key: switch the rule off, then remove every factor': async (scene) => {
    const key = await keyOf(scene)
    await key?.('PATCH', '/instance/settings', { recovery: { second_operator: false } })
    await key?.('DELETE', `/users/${scene.person.id}/mfa`)
    return opensByPassword(scene.person)
  },
  'own key: undo the setting that switched the rule on': async (scene) => {
    const key = await keyOf(scene)
    await key?.('POST', '/instance/settings/undo')
    await key?.('DELETE', `/users/${scene.person.id}/mfa`)
    return opensByPassword(scene.person)
  },
}
