import type { ApiVersion } from '@countersign/contract'
import type { Selectable } from 'kysely'
import type { Context } from '../context.ts'
import type { ApprovalEffect, ClientTable, SessionTable, SignInTable, SignUpTable, UserTable } from '../db/schema.ts'
import type { Instance } from '../instances/instance.ts'
import type { Language } from '../messages/language.ts'
import type { CookieChange } from './cookies.ts'

export type ClientRow = Selectable<ClientTable>
export type SessionRow = Selectable<SessionTable>
export type UserRow = Selectable<UserTable>
export type SignInRow = Selectable<SignInTable>
export type SignUpRow = Selectable<SignUpTable>

/** A session as it was before a proof changed it, with what it owed then. */
export interface PastSession {
  row: SessionRow
  tasks: ({ key: 'reset-password' } | { key: 'setup-mfa' })[]
}

/** What the holder of a token that was replaced may see: rows as they were, by id, and sessions up to this generation. */
export interface Past {
  generation: number
  sessions: Map<string, PastSession>
  signIns: Map<string, SignInRow>
  signUps: Map<string, SignUpRow>
}

/** One request: where it came from, which instance it is for, who holds its cookie. Everything below the routes takes this. */
export interface Scope {
  context: Context
  instance: Instance
  requestId: string
  /** Time of the request; one reading, so that a request never disagrees with itself. */
  now: number
  /** The version of the Frontend API that the answer is made for. */
  apiVersion: ApiVersion
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
  /** The same as it was when the request came. */
  asFound?: ClientRow
  /** The token by which it was found. */
  clientToken: string | null
  /** Hashes of the client's tokens that this request holds: the one it came with, then those it made. */
  held: string[]
  /** Set when the token was replaced by a proof a moment ago: the request reads, and sees nothing newer than the token. */
  past: Past | null
  /** The client whose token this request made, so that nobody else has it yet. */
  ownClientId?: string
  /** Set when the guard let the request through: what it refuses is refused to a repeat as well. */
  isLetThrough?: true
  /** Method, path and body of a confirming request, for its repeats to be compared with. */
  print?: string
  /** The renewal that this request made, which keeps its answer. */
  answering?: string
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
