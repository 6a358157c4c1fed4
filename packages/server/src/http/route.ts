import type { AnswerName, Answers } from '@countersign/contract'
import type { z } from 'zod'
import type { KeyNeed } from '../instances/key-scopes.ts'
import type { LimitName } from '../limits/limits.ts'
import type { Scope, SessionScope } from './scope.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

interface Row {
  method: Method
  /** Below `/v1`, with `:name` parameters; a trailing slash is accepted on POST. */
  path: string
  /** One sentence for the generated reference. */
  summary: string
  limit?: LimitName
  /** Also open to someone who acts as the user. Without it, only `GET` is (`http/impersonation.ts`). */
  impersonation?: 'allowed'
  /**
   * It confirms something, or shows it once: its very same repeat is answered alike for some seconds, since a lost answer must not cost an
   * account (docs/decisions/0018). Whatever renews the client's token has to be one.
   */
  repeats?: true
  /** It takes a file instead of fields, and as much as a file may weigh; or a JSON list, which its input names `list`. */
  body?: 'file' | 'list'
  /**
   * `envelope` adds the piggybacked client (the default of the Frontend API); `raw` sends the value as it is; `page` is for the browser
   * itself, whose person reads what went wrong.
   */
  answer?: 'envelope' | 'raw' | 'page'
}

export interface Call<I, S extends Scope> {
  scope: S
  params: Record<string, string>
  input: I
}

/** A line of a route table: path, who may call it, its limit, its freshness demand, and the one domain call behind it. */
export type Route = Row & {
  /**
   * `anyone` needs no credential · `session` needs an active session · `pending` also takes a session that still owes a task ·
   * `fresh` needs an active session with a recent proof of the strongest factor (R64), and no lock on changes · `fresh-always` the same, locked
   * or not · `pending-fresh` takes both sessions and needs that proof ·
   * `password-fresh` the same, of those that owe something only where it is a new password ·
   * `key` needs the instance's secret key (Backend API) · `operator` needs an active dashboard session · `operator-fresh` also a recent proof
   * of the operator's own second factor (R130).
   */
  who: Who
  input?: z.ZodType
  /** What it answers, by its name in the contract. */
  returns?: AnswerName
  /** What a secret key with scopes must be allowed to do; every row of the Backend API has it. */
  scope?: KeyNeed
  handle(call: Call<unknown, Scope>): Promise<unknown>
}
export type Who =
  | 'anyone'
  | 'session'
  | 'pending'
  | 'fresh'
  | 'fresh-always'
  | 'pending-fresh'
  | 'password-fresh'
  | 'key'
  | 'operator'
  | 'operator-fresh'

/** The dashboard's own API is described nowhere, so its answers have no name. */
type Named = Answers & { '': unknown }
type Described<W extends Who> = W extends 'operator' | 'operator-fresh' ? { returns?: never } : { returns: AnswerName }
/** A row of the Backend API without a scope does not compile. */
type Scoped<W extends Who> = W extends 'key' ? { scope: KeyNeed } : { scope?: never }

type ScopeOf<W extends Who> = W extends 'anyone' | 'key' ? Scope : SessionScope

/** Builds a row with its handler typed by its guard, its input and its answer; a `Response` is a redirect. */
export function route<
  W extends Who,
  A extends keyof Named = '',
  S extends z.ZodType = z.ZodType<Record<string, never>>,
>(
  row: Row & { who: W; returns?: A; input?: S } & Described<W> &
    Scoped<W> & {
      handle(call: Call<z.output<S>, ScopeOf<W>>): Promise<Named[A] | Response>
    },
): Route {
  return row as unknown as Route
}
