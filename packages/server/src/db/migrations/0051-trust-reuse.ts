import { statements } from './statements.ts'

/**
 * What it takes to recognize a token of a trusted device that was used before: the part that all tokens of a device share, the one that the
 * current token replaced, and the client cookies that came with it. All null until the next use of a device from before this migration.
 */
export const trustReuse = statements([
  'alter table trusted_devices add column family_hash text',
  'alter table trusted_devices add column used_hash text',
  'alter table trusted_devices add column used_clients text',
])
