import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '@countersign/contract'
import { refuseClosedRoute } from '../administrators/open-routes.ts'
import type { Context } from '../context.ts'
import type { KeyNeed } from '../instances/key-scopes.ts'
import { resolveInstance } from '../instances/resolve.ts'
import { newId } from '../lib/ids.ts'
import { bringsPassword, createAdmission, mayBringPassword } from './admission.ts'
import { emptyAnswer } from './answer.ts'
import { believeAppProxy } from './app-proxy.ts'
import { type Arrival, type HttpContext, readArrival, refuseLarge } from './arrival.ts'
import { bodyLimit } from './body.ts'
import { clientTokens } from './cookies.ts'
import { namedDevBrowser } from './dev-browser.ts'
import type { Doors } from './doors.ts'
import { failure, nothingYet, type Progress } from './failure.ts'
import { fileBodyLimit } from './file-body.ts'
import { noteForwarding } from './forwarding.ts'
import { parseInput } from './input.ts'
import type { Metrics } from './metrics.ts'
import { openScope } from './open-scope.ts'
import {
  assertSameParty,
  corsHeaders,
  isForeignOrigin,
  type OriginPlace,
  preflightHeaders,
  refusalHeaders,
  refuseOrigin,
} from './origin.ts'
import type { Route } from './route.ts'
import type { Match } from './router.ts'
import { type Api, type Reached, runRoute, type Target } from './run-route.ts'

export type Serve = (c: HttpContext, aim: (arrival: Arrival) => Target) => Promise<Response>

/** Makes the one function through which every API request goes. */
export function createServe(context: Context, doors: Doors, metrics: Metrics): Serve {
  const secure = context.config.url.startsWith('https:')
  const inside = { context, doors, admit: createAdmission(doors) }
  return async (c, aim) => {
    const progress: Progress = { id: newId('req', context), route: 'none', ...nothingYet, secure, cors: {} }
    const startedAt = performance.now()
    let answer: Response
    try {
      const arrival = readArrival(c, context)
      answer = await serve(inside, arrival, aim(arrival), progress)
    } catch (error) {
      answer = await failure(context, doors, c, progress, error)
    }
    await delayForDevelopment(progress)
    metrics.count(progress.route, answer.status, performance.now() - startedAt)
    return answer
  }
}

interface Inside {
  context: Context
  doors: Doors
  admit: ReturnType<typeof createAdmission>
}

/** The life of a request. Each check costs more than the one before it, and nothing is spent before the cheap ones passed. */
async function serve(inside: Inside, arrival: Arrival, target: Target, progress: Progress): Promise<Response> {
  const { context, admit } = inside
  const { api } = target
  const match = findRoute(arrival, target)
  // Before the instance is looked for: without a key nothing names one, and the caller would read that the instance does not exist.
  if (match?.route.who === 'key' && target.secretKey === null) throw new AppError('clerk_key_invalid')
  refuseLarge(arrival, match?.route.body === 'file' ? fileBodyLimit : bodyLimit)
  const resolved = api.resolve
    ? await api.resolve(context)
    : await resolveInstance(context, { ...arrival, ...target, need: needOf(match, api) })
  const isAppProxy = api.name === 'frontend' && resolved.addressedBy === 'key'
  if (isAppProxy) believeAppProxy(arrival, resolved)
  else if (arrival.unbelieved && api.name !== 'backend') await noteForwarding(context, arrival.unbelieved)
  progress.secure = arrival.scheme === 'https'
  const place: OriginPlace = { instance: resolved.instance, url: resolved.url, secure: progress.secure }
  const origin = arrival.header('origin')
  if (api.name !== 'backend') progress.cors = { Vary: 'Origin', ...corsHeaders(origin, place) }
  if (!match) return emptyAnswer(204, { ...progress.cors, ...preflightHeaders(origin, place) }, progress.secure)

  const { route } = match
  if (api.name !== 'dashboard') refuseClosedRoute(resolved.instance, route)
  progress.route = `${route.method} ${route.path}`
  progress.isWrite = route.method !== 'GET'
  progress.isPage = route.answer === 'page'
  // Before a cookie is read: the page may read this answer, so it must depend on nothing but the origin.
  if (api.name === 'frontend' && isForScripts(route) && isForeignOrigin(origin, place)) {
    Object.assign(progress.cors, refusalHeaders)
    refuseOrigin(origin)
  }
  const tokens = api.name === 'backend' ? [] : clientTokens(arrival.header('cookie'), resolved.instance.publishableKey)
  const devBrowser = api.name === 'frontend' ? namedDevBrowser(arrival, resolved.instance) : null
  if (devBrowser) tokens.unshift(devBrowser)
  if (progress.isWrite && api.name !== 'backend') {
    assertSameParty({ origin, site: arrival.header('sec-fetch-site'), hasClientCookie: tokens.length > 0 }, place)
  }
  const scope = openScope(context, arrival, resolved, progress.id)
  progress.scope = scope
  const request: Reached = {
    doors: inside.doors,
    arrival,
    target,
    resolved,
    match,
    progress,
    scope,
    tokens,
    devBrowser,
  }
  if (!mayBringPassword(route)) return runRoute(request)
  // Read before anything is counted; what cannot be read is told where it always is.
  const input = await parseInput(route, arrival).then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error
    },
  )
  const given = attempted(input)
  if (!bringsPassword(given)) return runRoute({ ...request, input })
  const admission = await admit(scope, { match, input: given, tokens, isByKey: api.name === 'backend' })
  return admission.around(() => runRoute({ ...request, input }))
}

/** Pages are opened, not read, and the public keys are for everyone. */
const isForScripts = ({ answer, path }: Route) => answer !== 'page' && !path.startsWith('/.well-known/')

function attempted(input: () => unknown): unknown {
  try {
    return input()
  } catch {
    return undefined
  }
}

/** A key in front of the Frontend API lets an app's proxy speak for its visitors, who change their accounts. */
function needOf(match: Match | null, api: Api): KeyNeed | undefined {
  return api.name === 'frontend' ? 'users.write' : match?.route.scope
}

/** Null for a preflight, which asks about a path and not for it. */
function findRoute({ method }: Arrival, { api, path }: Target): Match | null {
  if (method === 'OPTIONS') return null
  const match = api.find(method, path)
  if (!match) throw new AppError('route_not_found')
  return match
}

/** Makes a development instance feel as far away as a real server, where an operator asked for it. */
async function delayForDevelopment({ scope, route }: Progress): Promise<void> {
  if (!scope || scope.context.config.devLatencyMs === 0 || scope.instance.environment !== 'development') return
  if (/\/(?:prepare|attempt)_/.test(route)) await wait(scope.context.config.devLatencyMs)
}
