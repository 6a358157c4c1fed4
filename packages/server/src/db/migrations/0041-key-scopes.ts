import { statements } from './statements.ts'

/** What a secret key may do, and until when. Null is everything, without an end. */
export const keyScopes = statements([
  'alter table secret_keys add column scopes text',
  'alter table secret_keys add column expires_at bigint',
])
