/** Everyone who could send a request, by what they hold. Each is made through the server's own doors. */
export const callers = [
  'no credentials',
  'pending session',
  'user',
  'impersonated session',
  'user of another instance',
  'account on the dashboard’s instance',
  'secret key',
  'former administrator',
  'administrator',
] as const
export type Caller = (typeof callers)[number]

/** Who may reach a route. Everyone who is not named is refused. */
export const audiences = {
  anyone: callers.filter((caller) => caller !== 'secret key'),
  anySession: ['pending session', 'user', 'impersonated session'],
  signedIn: ['user', 'impersonated session'],
  /** A session opened by the user, never one opened by someone who acts as them. */
  anyOwner: ['pending session', 'user'],
  owner: ['user'],
  server: ['secret key'],
  administrator: ['administrator'],
  closed: [],
} as const satisfies Record<string, readonly Caller[]>
export type Audience = keyof typeof audiences

export function mayReach(audience: Audience, caller: Caller): boolean {
  return (audiences[audience] as readonly Caller[]).includes(caller)
}
