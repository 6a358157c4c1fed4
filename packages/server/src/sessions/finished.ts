declare const seal: unique symbol

/**
 * Evidence that a flow is finished. `openSession` takes nothing else, and only a finished flow makes it (`sealFinished` has its callers
 * listed in the architecture test), so no new way of signing in can forget the second factor (R52).
 */
export interface Finished {
  readonly [seal]: true
  userId: string
  clientId: string
  firstStrategy: string
  firstAt: number
  secondStrategy: string | null
  secondAt: number | null
}

export function sealFinished(evidence: Omit<Finished, typeof seal>): Finished {
  return evidence as Finished
}
