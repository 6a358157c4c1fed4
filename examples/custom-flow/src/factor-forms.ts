import type { AttemptFirstFactorInput, Factor, SecondStrategy } from '@countersign/js'
import type { App } from './app.ts'
import { type Choice, type Field, formOf } from './form.ts'

/** Proving who you are looks the same when signing in and when asked again later; only the moves differ. */

const code: Field = { name: 'code', label: 'Code', autocomplete: 'one-time-code', inputmode: 'numeric' }

export type SentFactor = Extract<Factor, { emailAddressId: string }>
export const isSent = (factor: Factor): factor is SentFactor => 'emailAddressId' in factor

/** What to ask for first; a password needs nothing sent. */
export const firstChoice = (factors: readonly Factor[]): Factor =>
  factors.find(({ strategy }) => strategy === 'password') ?? factors[0] ?? { strategy: 'password' }

export interface FirstFactorMoves {
  factors: readonly Factor[]
  prepare(factor: SentFactor): Promise<unknown>
  attempt(input: AttemptFirstFactorInput): Promise<unknown>
  /** Shows another of the factors in place of this one. */
  choose(factor: Factor): void
  leave: Choice
}

export function firstFactorForm(app: App, factor: Factor, moves: FirstFactorMoves): HTMLElement {
  const others = moves.factors.filter((other) => other !== factor)
  const choices: Choice[] = others.map((other) => ({
    text: firstFactorName(other),
    async pick() {
      if (isSent(other)) await moves.prepare(other)
      moves.choose(other)
    },
  }))
  if (!isSent(factor)) {
    return formOf(app, {
      fields: [{ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' }],
      submit: 'Continue',
      onSubmit: ({ password = '' }) => moves.attempt({ strategy: 'password', password }),
      choices: [...choices, moves.leave],
    })
  }
  return formOf(app, {
    intro: `We sent a code to ${factor.safeIdentifier}.`,
    fields: [code],
    submit: 'Continue',
    onSubmit: (values) => moves.attempt({ strategy: factor.strategy, code: values['code'] ?? '' }),
    choices: [{ text: 'Send a new code', pick: () => moves.prepare(factor) }, ...choices, moves.leave],
  })
}

function firstFactorName(factor: Factor): string {
  if (!isSent(factor)) return 'Use the password'
  if (factor.strategy === 'email_code') return `Send a code to ${factor.safeIdentifier}`
  return 'Forgot the password? Choose a new one'
}

export type PhoneFactor = Extract<Factor, { strategy: 'phone_code' }>
export const isTexted = (factor: Factor): factor is PhoneFactor => 'phoneNumberId' in factor

export interface SecondFactorMoves {
  factors: readonly Factor[]
  /** Sends a code where the factor needs one. */
  prepare(factor: Factor): Promise<unknown>
  attempt(input: { strategy: TypedStrategy; code: string }): Promise<unknown>
  choose(factor: Factor): Promise<unknown> | unknown
  leave: Choice
}

/** Those that are a code to type; a passkey is none. */
type TypedStrategy = Exclude<SecondStrategy, 'passkey'>
const secondFactors: Record<TypedStrategy, { intro: string; field: Field; choice: string }> = {
  totp: {
    intro: 'Open your authenticator app and type the six digits it shows for this account.',
    field: { ...code, label: 'Code from the app' },
    choice: 'Use the authenticator app',
  },
  phone_code: {
    intro: 'We sent a text message with a code to',
    field: { ...code, label: 'Code from the message' },
    choice: 'Send a text message to',
  },
  backup_code: {
    intro: 'Type one of the backup codes you saved. Each works once.',
    field: { name: 'code', label: 'Backup code', autocomplete: 'off' },
    choice: 'Use a backup code',
  },
}

export function secondFactorForm(app: App, factor: Factor, moves: SecondFactorMoves): HTMLElement {
  const strategy = strategyOf(factor)
  const { intro, field } = secondFactors[strategy]
  const others = knownSecondFactors(moves.factors).filter((other) => idOf(other) !== idOf(factor))
  return formOf(app, {
    intro: withNumber(intro, factor),
    fields: [field],
    submit: 'Continue',
    onSubmit: (values) => moves.attempt({ strategy, code: values['code'] ?? '' }),
    choices: [
      ...(isTexted(factor) ? [{ text: 'Send a new code', pick: () => moves.prepare(factor) }] : []),
      ...others.map((other) => ({
        text: withNumber(secondFactors[strategyOf(other)].choice, other),
        pick: () => moves.choose(other),
      })),
      moves.leave,
    ],
  })
}

export const strategyOf = (factor: Factor) => factor.strategy as TypedStrategy
const idOf = (factor: Factor) => (isTexted(factor) ? factor.phoneNumberId : factor.strategy)
const withNumber = (words: string, factor: Factor) => (isTexted(factor) ? `${words} ${factor.safeIdentifier}.` : words)

/** The second factors of this person that this page has a form for, in the server's order. */
export const knownSecondFactors = (factors: readonly Factor[]): Factor[] =>
  factors.filter(({ strategy }) => strategy in secondFactors)

/** What to ask for first: the app needs nothing sent; else the number that the person made the default. */
export function firstSecondFactor(factors: readonly Factor[]): Factor {
  const known = knownSecondFactors(factors)
  const usual = known.find((factor) => isTexted(factor) && factor.default)
  return known.find(({ strategy }) => strategy === 'totp') ?? usual ?? known[0] ?? { strategy: 'totp' }
}
