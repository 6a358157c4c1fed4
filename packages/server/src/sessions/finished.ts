declare const seal: unique symbol

/**
 * Evidence that a flow is finished. `openSession` takes nothing else, and only a finished flow makes it (`sealFinished` has its callers
 * listed in the architecture test), so no new way of signing in can forget the second factor (R52).
 */
export interface Finished {
  readonly [seal]: true
  userId: string
  /** The user's epoch, for which the browser is known from now on. */
  epoch: number
  clientId: string
  firstStrategy: string
  /** Null where nobody proved to be the user: the app's own server asked for the session, or somebody acts as the user. */
  firstAt: number | null
  secondStrategy: string | null
  secondAt: number | null
  /** Nothing but the first factor and the mailbox were proven: it may set up a new second factor, and do nothing else. */
  recoveryId?: string
  /** Somebody else acts as the user; `seconds` is how long at the most. */
  impersonation?: { actor: string; seconds: number | null } | null
}

export function sealFinished(evidence: Omit<Finished, typeof seal>): Finished {
  return evidence as Finished
}
