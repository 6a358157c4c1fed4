// A session that still owes its second factor shows its token to an app's server that checks tokens as the README teaches.
import { createLocalJWKSet, jwtVerify } from 'jose'
import { createBackend } from '../../packages/backend/dist/index.js'
import { all, noWay } from '../support/finding.mjs'
import { jsonOf, send } from '../support/http.mjs'
import { newPerson, signedIn, signedInByToken } from '../support/people.mjs'
import { everyFactor } from '../support/stage.mjs'

/** Each accepts or refuses a token; what they check is what our documentation and our package tell an app's server to check. */
async function verifiersOf(app) {
  const answer = await send({
    port: app.port,
    path: `${app.prefix}/.well-known/jwks.json`,
    headers: { host: app.host },
  })
  const keys = createLocalJWKSet(jsonOf(answer))
  const backend = createBackend({ url: app.url, publishableKey: app.publishableKey, secretKey: app.secretKey })
  const bearer = (token) => new Request('https://app.example.test/', { headers: { authorization: `Bearer ${token}` } })
  return {
    'README (RS256, keys of the instance)': async (token) =>
      Boolean(await jwtVerify(token, keys, { algorithms: ['RS256'] })),
    '@countersign/backend, authenticate': async (token) => Boolean(await backend.authenticate(bearer(token))),
  }
}

/** Every place where the owner of a session gets its token. */
const sources = {
  'tokens of the session': async ({ visitor }) =>
    (await visitor.post(`/client/sessions/${visitor.session}/tokens`)).response?.jwt,
  'the client, as browsers read it': async ({ visitor }) =>
    (await visitor.get('/client')).response?.sessions.find(({ id }) => id === visitor.session)?.last_active_token?.jwt,
  'a session made active': async ({ visitor }) =>
    (await visitor.post(`/client/sessions/${visitor.session}/touch`)).response?.last_active_token?.jwt,
  'the Backend API': async ({ visitor, app }) =>
    (await app.backend('POST', `/sessions/${visitor.session}/tokens`)).response?.jwt,
  'the cookies of a handshake': async ({ visitor, app }) => {
    const asked = new URLSearchParams({ redirect_url: `${app.origin}/`, format: 'nonce' })
    const { cookies } = await visitor.send('GET', `${app.prefix}/v1/client/handshake?${asked}`)
    const nonce = /__clerk_handshake_nonce=([^;]+)/.exec(cookies.join('\n'))?.[1]
    const { response } = await app.backend('GET', `/clients/handshake_payload?nonce=${nonce}`)
    return /^__session=([^;]+)/m.exec((response?.directives ?? []).join('\n'))?.[1]
  },
}

const isAccepted = async (verify, token) => (token ? verify(token).catch(() => false) : false)

export const pendingTokens = {
  name: 'pending tokens',
  async attack(stage) {
    const settings = { ...everyFactor, multi_factor: { ...everyFactor.multi_factor, required: true } }
    const app = await stage.instance(settings)
    const verifiers = await verifiersOf(app)
    const pending = await signedInByToken(await newPerson(app, { withApp: false, withPassword: false }))
    pending.session ??= (await pending.get('/client')).response.sessions[0].id
    const active = await signedIn(await newPerson(app))
    const [accepted, missing] = [[], []]
    for (const [source, read] of Object.entries(sources)) {
      const [owing, whole] = [await read({ visitor: pending, app }), await read({ visitor: active, app })]
      for (const [name, verify] of Object.entries(verifiers)) {
        if (await isAccepted(verify, owing)) accepted.push(`${source}: ${name}`)
        if (!(await isAccepted(verify, whole))) missing.push(`${source}: ${name}`)
      }
    }
    const pairs = Object.keys(sources).length * Object.keys(verifiers).length
    return [
      noWay('tokens of a pending session that were accepted', pairs, accepted),
      all('tokens of a complete session that were accepted, to compare', pairs - missing.length, pairs, missing),
    ]
  },
}
