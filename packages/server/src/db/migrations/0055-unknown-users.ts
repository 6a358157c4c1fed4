import { statements } from './statements.ts'

/**
 * Attempts, codes and audit entries of an identifier without an account are in these indexes as well: a row that is left out of one writes a
 * page less, and that tells an account from none by the time of the commit (R110).
 */
export const unknownUsers = statements([
  'drop index sign_ins_user',
  'create index sign_ins_user on sign_ins (user_id)',
  'drop index verifications_user',
  'create index verifications_user on verifications (user_id)',
  'drop index audit_user',
  'create index audit_user on audit (instance_id, user_id, at)',
])
