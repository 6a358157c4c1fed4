import { newestApiVersion } from '@countersign/contract'
import type { KyselyPlugin } from 'kysely'
import type { Db, Trx } from '../../src/db/open.ts'
import type { Scope } from '../../src/http/scope.ts'
import { findClient } from '../../src/sessions/clients.ts'
import { requireSession, type SignedIn } from '../../src/sessions/guard.ts'
import type { Browser } from './browser.ts'

/** A request of this browser, as the flows see it. */
export async function scopeOf(browser: Browser, db: Db = browser.app.context.db): Promise<Scope> {
  const scope: Scope = {
    context: { ...browser.app.context, db },
    instance: browser.instance.instance,
    requestId: 'req_test',
    now: browser.app.clock.now(),
    apiVersion: newestApiVersion,
    ip: '127.0.0.1',
    userAgent: null,
    language: 'en',
    locale: null,
    origin: browser.origin,
    url: browser.origin,
    linkUrl: browser.origin,
    addressedBy: 'host',
    sentCookies: undefined,
    client: null,
    clientToken: null,
    held: [],
    past: null,
    cookie: {},
  }
  const found = await findClient(scope, [browser.cookies.get('__client') ?? ''])
  if (found) Object.assign(scope, found)
  return scope
}

export interface Gap {
  /** Somebody else's change comes in right after this table was read … */
  after: keyof SchemaTables
  /** … for the n-th time. */
  nth?: number
  change(trx: Trx): Promise<unknown>
}
type SchemaTables = Record<
  'sign_ins' | 'sign_ups' | 'sessions' | 'users' | 'totp_factors' | 'reverifications' | 'passkeys',
  unknown
>

/**
 * Runs a flow into whose gap between reading and writing somebody faster comes: what two callers do at the same time only now and then,
 * every time. Everything happens in one transaction, which a refusal takes back as a whole.
 */
export function meanwhile<Result>(
  browser: Browser,
  gap: Gap,
  work: (scope: Scope) => Promise<Result>,
): Promise<Result> {
  return browser.app.context.db.transaction().execute(async (trx) => inGap(trx, await scopeOf(browser, trx), gap, work))
}

/** As `meanwhile`, for somebody signed in. */
export function meanwhileSignedIn<Result>(
  browser: Browser,
  gap: Gap,
  work: (scope: SignedIn) => Promise<Result>,
): Promise<Result> {
  return browser.app.context.db
    .transaction()
    .execute(async (trx) =>
      inGap(
        trx,
        await requireSession(await scopeOf(browser, trx), null, { who: 'pending', method: 'POST' }),
        gap,
        work,
      ),
    )
}

async function inGap<S extends Scope, Result>(
  trx: Trx,
  scope: S,
  { after, nth = 1, change }: Gap,
  work: (scope: S) => Promise<Result>,
): Promise<Result> {
  const reads = new WeakSet<object>()
  let seen = 0
  let changed: Promise<unknown> | undefined
  const plugin: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      const isRead = node.kind === 'SelectQueryNode' && JSON.stringify(node.from ?? null).includes(`"name":"${after}"`)
      if (isRead) reads.add(queryId)
      return node
    },
    async transformResult({ queryId, result }) {
      // Not awaited here, where the connection is still taken: it is next in line, before whatever the flow does next.
      if (reads.has(queryId) && ++seen === nth) changed = change(trx)
      return result
    },
  }
  const result = work(Object.assign(scope, { context: { ...scope.context, db: trx.withPlugin(plugin) } }))
  await result.catch(() => {})
  if (!changed) throw new Error(`${after} was not read ${nth} times`)
  await changed
  return result
}
