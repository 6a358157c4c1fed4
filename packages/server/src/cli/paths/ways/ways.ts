import type { Shown } from '../demands.ts'
import type { Held } from '../held.ts'
import type { Person } from '../people.ts'
import type { Scratch } from '../scratch.ts'
import type { Visitor } from '../visitor.ts'

/** The id of the sign-in that is open afterwards; null where there is none to go on with. */
type Walk = (visitor: Visitor, person: Person, scratch: Scratch) => Promise<string | null>

export interface Way {
  /** What was done an hour before, in the same browser. */
  before?: (visitor: Visitor, person: Person, scratch: Scratch) => Promise<unknown>
  walk: Walk
  /** A first proof, unless it says more. */
  shows?: Shown
  /** Where everybody who walks it has a passkey, whatever else they have. */
  hasKey?: boolean
  /** Where the operator or the app's own server answers for a session without proofs, in words for the table. */
  byDesign?: (environment: 'development' | 'production') => string | null
  /** Where what was obtained is not in the browser. */
  openedFor?: (person: Person, scratch: Scratch, visitor: Visitor) => Promise<Held>
}

export type Ways = Record<string, Way>
