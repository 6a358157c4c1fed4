import type { Selectable } from 'kysely'
import type { Context } from '../context.ts'
import type { ApprovalEffect, ClientTable, SessionTable, UserTable } from '../db/schema.ts'
import type { Instance } from '../instances/instance.ts'
import type { Language } from '../messages/language.ts'
import type { CookieChange } from './cookies.ts'

export type ClientRow = Selectable<ClientTable>
export type SessionRow = Selectable<SessionTable>
export type UserRow = Selectable<UserTable>

/** One request: where it came from, which instance it is for, who holds its cookie. Everything below the routes takes this. */
export interface Scope {
  context: Context
  instance: Instance
  requestId: string
  /** Time of the request; one reading, so that a request never disagrees with itself. */
  now: number
  ip: string
  userAgent: string | null
  /** Of the messages this request sends. */
  language: Language
  /** The same, or null when the browser asked for no language that we have. */
  locale: Language | null
  /** `Origin`, else derived from `Referer`; becomes `azp` of the tokens minted here. */
  origin: string | null
  /** Public base URL of the instance as this request reached it; links are built from configuration, never from `Host` (R125). */
  url: string
  /** Base URL of links in messages. It differs from `url` where an app's proxy reports an address that is not configured. */
  linkUrl: string
  /** How the instance was named: cookies depend on it. */
  addressedBy: 'host' | 'prefix' | 'key' | 'only'
  /** The `Cookie` header, to write only what differs from it. */
  sentCookies: string | undefined
  /** The client whose token the cookie holds, if it is one of this instance. */
  client: ClientRow | null
  /** The token by which it was found. */
  clientToken: string | null
  /** Who acts on somebody else's account through the dashboard, and why if they had to say. The audit names them, whatever flow they use. */
  operator?: { id: string; reason: string | null }
  /** The secret key of a Backend API request, with the administrator who made it; null for one made on the server. */
  key?: { id: string; madeBy: string | null }
  /** The request of another administrator that is carried out now; consumed in the transaction of its effect. */
  approval?: { id: string; effect: ApprovalEffect }
  /** What the answer does to the cookies: a new token, removal, or nothing; `uat` when somebody signed in or out. */
  cookie: CookieChange
}

/** A request of somebody signed in (an active or pending session, read from the database, never from a token: R91). */
export interface SessionScope extends Scope {
  client: ClientRow
  session: SessionRow
  user: UserRow
}
