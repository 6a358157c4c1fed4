import { AppError } from '@countersign/contract'
import type { Context } from '../context.ts'
import type { Resolved } from '../instances/resolve.ts'
import { hashBytes } from '../lib/hashing.ts'
import { giveBackToLimit, isGivenBack, takeFromLimit } from '../limits/take.ts'
import { completed, type Extras, jsonAnswer } from './answer.ts'
import type { Arrival } from './arrival.ts'
import { requireClientCookie } from './client-cookie.ts'
import { cookiesFor, writeCookies } from './cookies.ts'
import { devBrowserHeader } from './dev-browser.ts'
import type { Doors, Told } from './doors.ts'
import type { Progress } from './failure.ts'
import { parseInput } from './input.ts'
import { blindToClients, readableByOldToken } from './old-token.ts'
import { readBody } from './read-body.ts'
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

/** A request whose route and instance are known. */
export interface Reached {
  doors: Doors
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

export async function runRoute(request: Reached): Promise<Response> {
  const { doors, arrival, target, resolved, match, progress, scope, tokens, devBrowser } = request
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
