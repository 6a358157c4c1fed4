import { AppError } from '@countersign/contract'
import { openOrNote } from '../audit/unreadable.ts'
import { transact } from '../db/transact.ts'
import { appPage, sendOn } from '../http/app-page.ts'
import { cookieDomain } from '../http/cookie-domain.ts'
import { cookieLine } from '../http/cookies.ts'
import { keepsDevBrowser } from '../http/dev-browser.ts'
import type { Scope } from '../http/scope.ts'
import { hashToken } from '../lib/hashing.ts'
import { newId } from '../lib/ids.ts'
import { token } from '../lib/random.ts'
import { activeSession } from './active.ts'
import { appCookies } from './app-cookies.ts'
import { newClient } from './clients.ts'
import { keepAlive } from './end.ts'
import { claimHandshake, insertHandshake } from './handshakes.store.ts'
import { signClaims } from './tokens.ts'

const lifeSeconds = 60

/**
 * An app's server that cannot tell who its visitor is sends the browser here, where the client's cookie is. The browser goes back with the
 * cookies to set: behind a nonce that only the holder of the secret key can redeem, once, or signed.
 */
export async function shakeHands(scope: Scope, target: string, format: 'nonce' | 'token'): Promise<Response> {
  const page = appPage(target, scope)
  for (const name of ['__clerk_handshake', '__clerk_handshake_nonce']) page.searchParams.delete(name)
  const devBrowser = scope.instance.environment === 'development' ? await devBrowserOf(scope) : null
  const active = await activeSession(scope)
  // An app that renders on its server may ask for nothing else.
  if (active) await keepAlive(scope, active.session)
  const directives = await appCookies(scope, active, page, devBrowser)
  const name = format === 'nonce' ? '__clerk_handshake_nonce' : '__clerk_handshake'
  const value = await (format === 'nonce' ? keep(scope, directives) : signed(scope, directives))
  if (devBrowser !== null) {
    // No cookie of this host need reach a development app.
    page.searchParams.set(name, value)
    return sendOn(page)
  }
  const domain = cookieDomain(new URL(scope.url).hostname, scope.instance.settings.allowed_origins, page.origin)
  const flags = { age: lifeSeconds, secure: scope.url.startsWith('https:'), hidden: true, domain }
  return sendOn(page, [cookieLine(name, value, flags)])
}

/** What a nonce stands for. The second caller finds nothing. */
export async function redeemHandshake(scope: Scope, nonce: string): Promise<string[]> {
  const { context, instance, now } = scope
  const row = await claimHandshake(context.db, instance.id, hashToken(nonce), now)
  if (!row) throw new AppError('resource_not_found')
  const binding = { purpose: 'handshake', row: row.id, owner: instance.id } as const
  const directives = await openOrNote(scope, () => context.keyring.open(row.directives_sealed, binding))
  if (directives === null) throw new AppError('resource_not_found')
  return JSON.parse(directives)
}

async function keep({ context, instance, now }: Scope, directives: string[]): Promise<string> {
  const nonce = token(context.random)
  const id = newId('hand', context)
  const binding = { purpose: 'handshake', row: id, owner: instance.id } as const
  await transact(context.db, (trx) =>
    insertHandshake(trx, {
      id,
      instance_id: instance.id,
      nonce_hash: hashToken(nonce),
      directives_sealed: context.keyring.seal(JSON.stringify(directives), binding),
      created_at: now,
      expires_at: now + lifeSeconds * 1000,
    }),
  )
  return nonce
}

function signed(scope: Scope, handshake: string[]): Promise<string> {
  const issuedAt = Math.floor(scope.now / 1000)
  return signClaims(scope, {}, { handshake, iat: issuedAt, exp: issuedAt + lifeSeconds })
}

/**
 * Servers take a development visitor without a dev browser for one to send here. Where pages send it with every request it is the client's
 * token; elsewhere nobody looks at it, and no script needs to hold what the client's cookie hides.
 */
async function devBrowserOf(scope: Scope): Promise<string> {
  if (!keepsDevBrowser(scope.instance)) return token(scope.context.random)
  // The page would take the old token for the one to keep.
  if (scope.past) throw new AppError('client_renewed')
  if (scope.client && scope.clientToken !== null) return scope.clientToken
  return makeDevBrowser(scope)
}

/** A new client, known by its token alone: the page that asked is on another site, where no cookie follows it. */
export async function makeDevBrowser(scope: Scope): Promise<string> {
  const made = newClient(scope)
  await transact(scope.context.db, made.store)
  made.keep()
  return made.value
}
