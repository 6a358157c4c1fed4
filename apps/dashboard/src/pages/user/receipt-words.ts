import type { MfaReceiptView } from '@countersign/contract'

const momentWords: Record<MfaReceiptView['moment'], string> = {
  second_step: 'Second step of a sign-in',
  session: 'Start of a session',
  skip: 'Put off',
  step_up: 'Approval of an action',
}

const outcomeWords: Record<string, string> = {
  asked: 'asked for a second factor',
  left_out: 'not asked',
  none: 'let in',
  satisfied: 'let in',
  grace: 'let in, with grace',
  enrol: 'must set one up first',
  refuse: 'refused',
}

/** When it was decided, and what followed. */
export function receiptWords({ moment, outcome }: Pick<MfaReceiptView, 'moment' | 'outcome'>): string {
  if (moment === 'skip') return momentWords.skip
  return `${momentWords[moment]}: ${outcomeWords[outcome] ?? outcome}`
}

/** Everything that went into it, as it was then. */
export function receiptFacts({ id, sign_in_id, session_id, rule, inputs }: MfaReceiptView): string {
  const places = { receipt: id, sign_in: sign_in_id, session: session_id, rule: rule?.id ?? null }
  return JSON.stringify({ ...places, ...inputs }, null, 2)
}
