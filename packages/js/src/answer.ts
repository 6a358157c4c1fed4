import type { ClientView } from '@countersign/contract'
import { toCamel } from './camel.ts'
import type { SignIn, SignUp, State } from './types.ts'

/** What an answer is about: the `response` of an envelope, or all of a bare answer. */
export function resourceOf(body: unknown): unknown {
  return isObject(body) && 'response' in body ? body['response'] : body
}

/** The client an answer carries beside (or as) its resource; undefined when it says nothing about it. */
export function clientOf(body: unknown): ClientView | undefined {
  if (!isObject(body)) return undefined
  const meta = isObject(body['meta']) ? body['meta'] : {}
  return [body['client'], meta['client'], body['response']].find(isClient)
}

export function clientChanges(view: ClientView | null): Partial<State> {
  if (!view) return { client: null, session: null, user: null, signIn: null, signUp: null }
  const client = toCamel(view)
  const session = client.sessions.find(({ id }) => id === client.lastActiveSessionId) ?? null
  return { client, session, user: session?.user ?? null, signIn: client.signIn, signUp: client.signUp }
}

/** A finished attempt is gone from the client at once; whoever asked for its last step still gets to see it. */
export function attemptChanges(resource: unknown): Partial<State> {
  if (!isObject(resource)) return {}
  if (resource['object'] === 'sign_in') return { signIn: resource as unknown as SignIn }
  if (resource['object'] === 'sign_up') return { signUp: resource as unknown as SignUp }
  return {}
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isClient = (value: unknown): value is ClientView => isObject(value) && value['object'] === 'client'
