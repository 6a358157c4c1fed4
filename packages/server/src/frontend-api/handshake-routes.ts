import { AppError } from '@countersign/contract'
import { appPage, sendOn } from '../http/app-page.ts'
import { type Route, route } from '../http/route.ts'
import { renewClient } from '../sessions/client-verbs.ts'
import { makeDevBrowser, shakeHands } from '../sessions/handshake.ts'
import * as inputs from './inputs.ts'

/** Where browsers come by, sent by an app, and leave again; and the development browser's own beginning. */
export const handshakeRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/client/handshake',
    who: 'anyone',
    limit: 'token',
    answer: 'page',
    input: inputs.handshakeInput,
    summary: 'Send the browser back to the app with the cookies its server asked for',
    returns: 'Redirect',
    handle: ({ scope, input }) => shakeHands(scope, input.redirect_url, input.format),
  }),
  route({
    method: 'GET',
    path: '/client/touch',
    who: 'anyone',
    limit: 'token',
    answer: 'page',
    input: inputs.redirectInput,
    summary: 'Renew the cookie before it ends and send the browser back to the app',
    returns: 'Redirect',
    handle: async ({ scope, input }) => {
      const page = appPage(input.redirect_url, scope)
      await renewClient(scope)
      return sendOn(page)
    },
  }),
  route({
    method: 'POST',
    path: '/dev_browser',
    who: 'anyone',
    limit: 'sign_in_start',
    answer: 'raw',
    summary: 'Begin a development browser, which is known by a token in place of a cookie',
    returns: 'DevBrowser',
    handle: async ({ scope }) => {
      if (scope.instance.environment !== 'development') throw new AppError('development_only')
      return { object: 'dev_browser' as const, id: await makeDevBrowser(scope) }
    },
  }),
]
