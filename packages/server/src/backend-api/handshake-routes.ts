import { z } from 'zod'
import { type Route, route } from '../http/route.ts'
import { tokenView } from '../http/small-views.ts'
import { sessionCookies } from '../sessions/app-cookies.ts'
import { redeemHandshake } from '../sessions/handshake.ts'
import { refreshSession } from '../sessions/refresh.ts'

const token = z.string().max(4096)
const nonceInput = z.object({ nonce: z.string().max(64) })
const refreshInput = z.object({
  format: z.enum(['cookie', 'token']).default('token'),
  expired_token: token,
  refresh_token: token,
  request_origin: z.string().max(255),
})

/** What an app's server asks to learn who its visitor is. */
export const handshakeRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/clients/handshake_payload',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: nonceInput,
    summary: 'Redeem the nonce of a handshake, once',
    returns: 'HandshakePayload',
    handle: async ({ scope, input }) => ({
      nonce: input.nonce,
      payload: '',
      directives: await redeemHandshake(scope, input.nonce),
    }),
  }),
  route({
    method: 'POST',
    path: '/sessions/:id/refresh',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: refreshInput,
    summary: 'Exchange a refresh token for the next session token',
    returns: 'RefreshedSession',
    handle: async ({ scope, params, input }) => {
      const jwt = await refreshSession(scope, params['id'] ?? '', {
        refreshToken: input.refresh_token,
        expiredToken: input.expired_token,
        origin: input.request_origin,
      })
      if (input.format === 'token') return tokenView(jwt)
      const secure = input.request_origin.startsWith('https:')
      return { object: 'cookies' as const, cookies: sessionCookies(scope.instance.publishableKey, jwt, secure) }
    },
  }),
]
