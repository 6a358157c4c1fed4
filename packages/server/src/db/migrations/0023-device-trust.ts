import { statements } from './statements.ts'

/** A browser of before counts as unknown: nothing tells in which epoch it was signed in. */
export const deviceTrust = statements([
  'alter table sessions add column epoch bigint not null default -1',
  'alter table sign_ins add column known_client integer not null default 0',
  'alter table sign_ins add column trust_strategy text',
  'alter table sign_ins add column trusted_at bigint',
])
