import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '@countersign/contract'
import { refuseClosedRoute } from '../administrators/open-routes.ts'
import type { Context } from '../context.ts'
import type { KeyNeed } from '../instances/key-scopes.ts'
import { type Resolved, resolveInstance } from '../instances/resolve.ts'
import { hashBytes } from '../lib/hashing.ts'
import { newId } from '../lib/ids.ts'
import { giveBackToLimit, isGivenBack, takeFromLimit } from '../limits/take.ts'
import { bringsPassword, createAdmission, mayBringPassword } from './admission.ts'
import { completed, type Extras, emptyAnswer, jsonAnswer } from './answer.ts'
import { believeAppProxy } from './app-proxy.ts'
import { type Arrival, type HttpContext, readArrival, refuseLarge } from './arrival.ts'
import { bodyLimit } from './body.ts'
import { requireClientCookie } from './client-cookie.ts'
import { clientTokens, cookiesFor, writeCookies } from './cookies.ts'
import { devBrowserHeader, namedDevBrowser } from './dev-browser.ts'
import type { Doors, Told } from './doors.ts'
import { failure, nothingYet, type Progress } from './failure.ts'
import { fileBodyLimit } from './file-body.ts'
import { noteForwarding } from './forwarding.ts'
import { parseInput } from './input.ts'
import type { Metrics } from './metrics.ts'
import { blindToClients, readableByOldToken } from './old-token.ts'
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
import { readBody } from './read-body.ts'
import type { Route } from './route.ts'
import type { Finder, Match } from './router.ts'
import type { Scope } from './scope.ts'

/** One API: a table, how its instance is found, and how it answers. */
export interface Api {
  name: 'frontend' | 'backend' | 'dashboard'
  find: Finder
  /** The instance, when the request does not name it. */
  resolve?: (context: Context) => Promise<Resolved>
}

export interface Target {
  api: Api
  path: string
  slug: string | null
  secretKey: string | null
}

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
  const request: Reached = { inside, arrival, target, resolved, match, progress, scope, tokens, devBrowser }
  if (!mayBringPassword(route)) return answer(request)
  // Read before anything is counted; what cannot be read is told where it always is.
  const input = await parseInput(route, arrival).then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error
    },
  )
  const given = attempted(input)
  if (!bringsPassword(given)) return answer({ ...request, input })
  const admission = await admit(scope, { match, input: given, tokens, isByKey: api.name === 'backend' })
  return admission.around(() => answer({ ...request, input }))
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

/** A request whose route and instance are known. */
interface Reached {
  inside: Inside
  arrival: Arrival
  target: Target
  resolved: Resolved
  match: Match
  progress: Progress
  scope: Scope
  tokens: string[]
  devBrowser: string | null
  /** Of a request that was read already. */
  input?: () => unknown
}

async function answer(request: Reached): Promise<Response> {
  const { inside, arrival, target, resolved, match, progress, scope, tokens, devBrowser } = request
  const { doors } = inside
  const { route } = match
  const found = tokens.length > 0 ? await doors.findClient(scope, tokens) : null
  if (found) Object.assign(scope, found)
  if (devBrowser !== null) {
    if (!found && !progress.isPage) throw new AppError('dev_browser_unauthenticated')
    progress.hasDevBrowser = true
  }
  const call: Step = { doors, match, arrival, target, progress, scope, key: resolved.key, input: request.input }
  if (route.repeats && scope.client !== null) {
    // A body that could not be read is refused as it was then.
    if (!arrival.bytes) request.input?.()
    arrival.bytes ??= await readBody(arrival.request)
    const told = await doors.answerOnce(scope, printOf(call, arrival.bytes), async () =>
      toldOf(call, await handle(call)),
    )
    return answered(call, told)
  }
  return runOnce(call)
}

/** A key in front of the Frontend API lets an app's proxy speak for its visitors, who change their accounts. */
function needOf(match: Match | null, api: Api): KeyNeed | undefined {
  return api.name === 'frontend' ? 'users.write' : match?.route.scope
}

interface Step {
  doors: Doors
  match: Match
  arrival: Arrival
  target: Target
  progress: Progress
  scope: Scope
  key: Resolved['key']
  /** Of a request that was read before anything was counted. */
  input: (() => unknown) | undefined
}

/** What the old token of a client may read is read as it was; everything else it asks for is refused before anything is done. */
async function runOnce(call: Step): Promise<Response> {
  const { doors, match, scope } = call
  const name = `${match.route.method} ${match.route.path}`
  const isReadable = call.target.api.name === 'frontend' && readableByOldToken.has(name)
  if (scope.past && !isReadable && !blindToClients.has(name)) {
    // Every table has its own limits; a refusal costs no less than a request.
    await takeLimit(call)
    throw new AppError('client_renewed')
  }
  if (!isReadable || scope.past) return tell(call, await handle(call))
  // Beside a proof the token may become an old one while its request is read; what was read then is not for it.
  const result = await handle(call).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'client_renewed') return lost
    throw error
  })
  if (result !== lost && (match.route.who !== 'anyone' || (await doors.isHeld(scope)))) return tell(call, result)
  const found = await doors.findClient(scope, scope.clientToken === null ? [] : [scope.clientToken])
  Object.assign(scope, found ?? { client: null, clientToken: null }, { cookie: {} })
  return tell(call, await handle(call, true))
}

const lost = Symbol('the token was replaced meanwhile')

async function handle(call: Step, isAgain = false): Promise<unknown> {
  const { doors, match, arrival, target, progress, scope } = call
  if (!isAgain) await takeLimit(call)
  progress.scope = await guard(doors, scope, match, arrival, target, call.key)
  progress.scope.isLetThrough = true
  const input = call.input ? call.input() : await parseInput(match.route, arrival)
  const result = await match.route.handle({ scope: progress.scope, params: match.params, input })
  const limit = limitOf(match)
  // What is read once more was counted once, so it goes back once at most.
  if (!isAgain && limit && isGivenBack(scope, limit)) await giveBackToLimit(scope, limit)
  return result
}

function limitOf({ route }: Match) {
  return route.limit ?? (route.who === 'key' ? 'backend' : undefined)
}

async function takeLimit({ match, scope }: Step): Promise<void> {
  const limit = limitOf(match)
  if (limit) await takeFromLimit(scope, limit)
}

/** What two requests have in common when one is the repeat of the other. A page that has no cookies names its token in the query. */
function printOf({ match: { route }, target, arrival }: Step, body: Uint8Array): string {
  const query = arrival.query.split('&').filter((part) => !part.startsWith('__clerk_db_jwt='))
  return JSON.stringify([route.method, target.path, query, arrival.header('content-type'), hashBytes(body)])
}

/** Null for a preflight, which asks about a path and not for it. */
function findRoute({ method }: Arrival, { api, path }: Target): Match | null {
  if (method === 'OPTIONS') return null
  const match = api.find(method, path)
  if (!match) throw new AppError('route_not_found')
  return match
}

async function guard(
  doors: Doors,
  scope: Scope,
  { route, params }: Match,
  arrival: Arrival,
  target: Target,
  key: Resolved['key'],
): Promise<Scope> {
  if (route.who === 'anyone') return scope
  if (route.who !== 'key') {
    // A session named in the path is the one that is meant; elsewhere the query names it, or it is the active one.
    const inPath = params['session_id']
    // A page that names a session had its cookie before.
    if (inPath !== undefined && target.api.name === 'frontend') requireClientCookie(scope)
    const named = inPath ?? new URLSearchParams(arrival.query).get('_clerk_session_id')
    return doors.requireSession(scope, named, route)
  }
  // The key itself was checked when it named the instance.
  if (target.secretKey === null || key === undefined) throw new AppError('clerk_key_invalid')
  return Object.assign(scope, { key })
}

/** Makes a development instance feel as far away as a real server, where an operator asked for it. */
async function delayForDevelopment({ scope, route }: Progress): Promise<void> {
  if (!scope || scope.context.config.devLatencyMs === 0 || scope.instance.environment !== 'development') return
  if (/\/(?:prepare|attempt)_/.test(route)) await wait(scope.context.config.devLatencyMs)
}

/** Changes tell the caller the client as it is now: that is how an SDK learns of sessions, tokens and steps. */
async function tell(call: Step, result: unknown): Promise<Response> {
  if (result instanceof Response) return completed(result, extrasOf(call))
  return isEnvelope(call) ? answered(call, await toldOf(call, result)) : jsonAnswer(200, result, extrasOf(call))
}

function isEnvelope({ match: { route }, target: { api } }: Step): boolean {
  return (route.answer ?? (api.name === 'frontend' ? 'envelope' : 'raw')) === 'envelope'
}

async function toldOf({ doors, progress, scope }: Step, result: unknown): Promise<Told> {
  const client = progress.isWrite ? await doors.clientView(scope, result) : null
  return { response: result ?? null, client }
}

function answered(call: Step, told: Told): Response {
  return jsonAnswer(200, told, extrasOf(call))
}

function extrasOf({ target: { api }, progress, scope }: Step): Extras {
  const { secure, cors } = progress
  const cookies = api.name !== 'backend' ? writeCookies(cookiesFor(scope), { ...scope, secure }) : []
  return { secure, headers: { ...cors, ...devBrowserHeader(progress) }, cookies }
}
