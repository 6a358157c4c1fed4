import { statements } from './statements.ts'

/** Who asked for a code, and from where: budgets of strangers are kept apart from those of an account's owner (decision 19). */
export const codeAskers = statements([
  'alter table verifications add column asked_by text',
  'alter table verifications add column asked_from text',
])
