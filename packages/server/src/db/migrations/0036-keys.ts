import { statements } from './statements.ts'

export const keys = statements([
  // What each migration was when it ran here.
  'create table migration_checksums (name text primary key not null, checksum text not null)',
])
