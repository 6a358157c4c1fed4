import type { ReasonKind } from '@countersign/contract'

/** A reason in a sentence, for whoever reads receipts. The user reads it in their own language on the page. */
const sentences: Record<ReasonKind, string> = {
  second_factor_enrolled: 'The user has a second factor, so it was asked for.',
  rule_requires: 'The rule “{rule}” requires a second factor.',
  rule_satisfied: 'The user has a second factor that the rule “{rule}” accepts.',
  grace: 'The rule “{rule}” requires a second factor, and there is time left to set one up.',
  skipped: 'The user put off setting up what the rule “{rule}” requires.',
  grace_over: 'The rule “{rule}” requires a second factor, and the time to set one up is over.',
  no_rule: 'No rule requires a second factor of this user.',
  trusted_browser: 'The user trusts this browser, so the second step was left out.',
  action_approval: 'The app asked the user to approve an action.',
}

export function inWords(reason: ReasonKind, rule: string | null): string {
  return sentences[reason].replace('{rule}', () => rule ?? '')
}
