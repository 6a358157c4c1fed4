import { appHolds, redeem, refresh, shakeHands } from '../app-server.ts'
import { heldBy, most } from '../held.ts'
import { template } from '../scratch.ts'
import { begin, signInWhole } from '../steps.ts'
import { backend } from '../visitor.ts'
import type { Ways } from './ways.ts'

/** What an app's server gets for a browser: by a handshake, by a refresh token, and by its secret key. */
export const appServerWays: Ways = {
  handshake: {
    async walk(visitor, { email, password }, scratch) {
      await begin(visitor, { identifier: email, password })
      const redirect = encodeURIComponent(`http://${scratch.made.instance.host}/`)
      await visitor.ask('GET', `/client/touch?redirect_url=${redirect}`)
      return null
    },
    openedFor: async (_, scratch, visitor) => most(await appHolds(visitor, scratch), await visitor.held()),
  },
  'refresh token': {
    before: signInWhole,
    shows: 'both proofs',
    async walk(visitor, _, scratch) {
      await redeem(visitor, await shakeHands(visitor, scratch), scratch)
      return null
    },
    openedFor: (_, scratch, visitor) => refresh(visitor, scratch),
  },
  'refresh token after signing out': {
    shows: 'what ended',
    async walk(visitor, person, scratch) {
      await signInWhole(visitor, person, scratch)
      await redeem(visitor, await shakeHands(visitor, scratch), scratch)
      await visitor.ask('DELETE', '/client/sessions')
      return null
    },
    openedFor: (_, scratch, visitor) => refresh(visitor, scratch),
  },
  'nonce of a handshake, again': {
    shows: 'what ended',
    async walk(visitor, person, scratch) {
      await signInWhole(visitor, person, scratch)
      const nonce = await shakeHands(visitor, scratch)
      await redeem(visitor, nonce, scratch)
      visitor.appCookies.set('nonce', nonce)
      return null
    },
    openedFor: (_, scratch, visitor) => redeem(visitor, visitor.appCookies.get('nonce') ?? '', scratch),
  },
  'token by secret key': {
    async walk(visitor, { email, password }) {
      await begin(visitor, { identifier: email, password })
      return null
    },
    async openedFor({ id }, scratch) {
      const { response } = await backend(scratch, 'GET', `/sessions?user_id=${id}`)
      const [session] = Object.values(response ?? {}) as { id: string }[]
      if (session === undefined) return 'none'
      const minted = async (path: string) => heldBy((await backend(scratch, 'POST', path)).response?.['jwt'])
      const tokens = `/sessions/${session.id}/tokens`
      return most(await minted(tokens), await minted(`${tokens}/${template}`))
    },
  },
}
