import type { TokenView } from '@countersign/contract'
import type { Api } from './api.ts'
import type { ServerClock } from './server-clock.ts'
import type { Session } from './types.ts'

interface Token {
  jwt: string
  issuedAt: number
  expiresAt: number
}

/** A token is handed out only while it has this long to live, so that it still holds when it arrives. */
const marginMs = 10_000

export function createGetToken(api: Api, clock: ServerClock): () => Promise<string | null> {
  let minted: { standing: string; token: Token } | null = null
  let minting: { standing: string; jwt: Promise<string> } | null = null

  async function mint(session: Session, standing: string): Promise<string> {
    const { jwt } = await api.post<TokenView>(`/client/sessions/${encodeURIComponent(session.id)}/tokens`)
    const token = read(jwt)
    // An older server or a proxy may keep `Date` from pages of other origins; the token was made for this answer.
    if (token.issuedAt > 0) clock.takeFromToken(token.issuedAt)
    minted = { standing, token }
    return jwt
  }

  return async () => {
    const { session } = api.getState()
    if (!session) return null
    const standing = standingOf(session)
    const known = [
      ...(session.lastActiveToken ? [read(session.lastActiveToken.jwt)] : []),
      ...(minted?.standing === standing ? [minted.token] : []),
    ].sort((a, b) => a.issuedAt - b.issuedAt)
    const newest = known.at(-1)
    const now = clock.now()
    if (newest && now !== null && newest.expiresAt - now > marginMs) return newest.jwt
    if (minting?.standing !== standing) {
      const jwt = mint(session, standing).finally(() => {
        if (minting?.jwt === jwt) minting = null
      })
      minting = { standing, jwt }
    }
    return minting.jwt
  }
}

/** What a token says about a session; once that changed, an older token would tell yesterday's story. */
const standingOf = (session: Session) => [session.id, session.status, session.factorVerificationAge].join()

/** Read, not verified: whoever receives the token verifies it. One we cannot read is used once and never kept. */
function read(jwt: string): Token {
  try {
    const payload = jwt.split('.')[1] ?? ''
    const { iat, exp } = JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/')))
    return { jwt, issuedAt: iat * 1000, expiresAt: exp * 1000 }
  } catch {
    return { jwt, issuedAt: 0, expiresAt: 0 }
  }
}
