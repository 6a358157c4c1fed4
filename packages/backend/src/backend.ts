import type {
  BackendSessionView,
  BackendUserView,
  DeletedView,
  InvitationView,
  PageView,
  StepUpApprovalView,
} from '@countersign/contract'
import { type Ask, createAsk } from './api.ts'
import type { Auth } from './auth.ts'
import { authenticate } from './authenticate.ts'
import type { Demand } from './fresh.ts'
import { type InvitationsWish, invitationsPath, type NewInvitation } from './invitations.ts'
import type { BackendOptions } from './options.ts'
import { type Redemption, redeemStepUp, requireFreshNow } from './step-up.ts'
import { createVerifyToken, type VerifyToken, type VerifyWish } from './token.ts'

export interface Backend {
  /** Who sent a request; null when nobody is signed in. */
  authenticate(request: Request, wish?: VerifyWish): Promise<Auth | null>
  /** Rejects with `TokenRefused`, also for the token of a pending session. */
  verifyToken: VerifyToken
  /** Asks the server whether the session meets a demand now; rejects with `ReverificationRequired`. */
  requireFresh(auth: Auth, demand: { preset: string } | Demand): Promise<void>
  /** Uses up what the user approved; see `Redemption`. */
  redeemStepUp(auth: Auth, redemption: Redemption): Promise<StepUpApprovalView>
  /** Any row of the Backend API (docs/reference/api.md). */
  ask: Ask
  readonly users: {
    get(id: string): Promise<BackendUserView>
    ban(id: string): Promise<BackendUserView>
    unban(id: string): Promise<BackendUserView>
    /** One of several, by its id in `authenticator_apps`; the user is told, with a link that takes it back. */
    removeAuthenticatorApp(id: string, appId: string): Promise<DeletedView>
  }
  readonly invitations: {
    /** The answer holds the link, which is shown once. */
    create(invitation: NewInvitation): Promise<InvitationView>
    list(wish?: InvitationsWish): Promise<PageView<InvitationView>>
    revoke(id: string): Promise<InvitationView>
  }
  readonly sessions: {
    get(id: string): Promise<BackendSessionView>
    revoke(id: string): Promise<BackendSessionView>
  }
}

/** What an app's own server needs of Countersign. Make one and keep it: the instance's keys are cached in it. */
export function createBackend(options: BackendOptions): Backend {
  const verifyToken = createVerifyToken(options)
  const ask = createAsk(options)
  const one = (kind: string, id: string, verb = '') => `/${kind}/${encodeURIComponent(id)}${verb}`
  return {
    verifyToken,
    ask,
    authenticate: (request, wish) => authenticate(request, verifyToken, wish),
    requireFresh: (auth, demand) => requireFreshNow(ask, auth, demand),
    redeemStepUp: (auth, redemption) => redeemStepUp(ask, auth, redemption),
    users: {
      get: (id) => ask('GET', one('users', id)),
      ban: (id) => ask('POST', one('users', id, '/ban')),
      unban: (id) => ask('POST', one('users', id, '/unban')),
      removeAuthenticatorApp: (id, appId) => ask('DELETE', one('users', id, `/totp/${encodeURIComponent(appId)}`)),
    },
    invitations: {
      create: (invitation) => ask('POST', '/invitations', invitation),
      list: (wish) => ask('GET', invitationsPath(wish)),
      revoke: (id) => ask('POST', one('invitations', id, '/revoke')),
    },
    sessions: {
      get: (id) => ask('GET', one('sessions', id)),
      revoke: (id) => ask('POST', one('sessions', id, '/revoke')),
    },
  }
}
