import { AppError, type FactorView, type Settings, type Strategy } from '@countersign/contract'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import type { Asker } from '../limits/asker.ts'
import type { UserFacts } from '../users/facts.ts'

/** Kinds of proof. Two proofs of one category are one factor (S5, R20). */
export type Category = 'knowledge' | 'mailbox' | 'phone' | 'ticket' | 'device' | 'saved_code' | 'passkey'

/** The run of a flow a proof is for. Everything a challenge is bound to (R15) is here. */
export interface Attempt {
  purpose: 'sign_in' | 'reset_password' | 'reverification'
  id: string
  /** Null behind an unknown identifier: every answer looks the same and none is ever right. */
  facts: UserFacts | null
  /** What was typed to name the user; the destination for unknown users. */
  identifierKey: string
  /** Whose budgets a message takes from. */
  asker: Asker
}

/** A factor used with success, if its claim still holds when the flow commits. */
export interface Proof {
  strategy: Strategy
  category: Category
  identificationId: string | null
  /** Uses up what can be used once, in the transaction that records the proof; false = somebody else was faster (R6, R28). */
  claim(trx: Trx): Promise<boolean>
  /** The code came from the help desk: it stands for a second factor at this one sign-in and makes nothing fresh. */
  isByHelpDesk?: true
}

export interface FactorInput {
  password?: string | undefined
  code?: string | undefined
  emailAddressId?: string | undefined
  phoneNumberId?: string | undefined
  ticket?: string | undefined
  /** JSON of what the browser got from the authenticator. */
  public_key_credential?: string | undefined
}

/** A way to prove who you are. Each folder beside this file is one. */
export interface Factor {
  strategy: Strategy
  level: 'first' | 'second'
  category: Category
  /** The code goes to what the user begins with, an address or a number that strangers may know (`limits/code-tries.ts`). */
  sendsFirstCode?: true
  /** What this user could prove with, as the wire lists it; empty when the user has none or the instance has it off. */
  offers(facts: UserFacts, settings: Settings, now: number): FactorView[]
  /** Sends what must be answered. Absent where nothing is sent (password, authenticator app, backup code). */
  prepare?(scope: Scope, attempt: Attempt, input: FactorInput): Promise<void>
  /** Throws for input that cannot be a proof at all. It is told before anything is charged: no guess was made (R9). */
  check(input: FactorInput, attempt: Attempt): void
  /** Resolves when the input proves the user; throws the one error a person may see when it does not. */
  verify(scope: Scope, attempt: Attempt, input: FactorInput): Promise<Proof>
}

/** What was typed, or the error for nothing at all, which is no guess (R9). */
export function requireInput(input: FactorInput, name: 'password' | 'code' | 'ticket'): string {
  const given = input[name]
  if (!given) throw new AppError('form_param_missing', { param_name: name })
  return given
}
