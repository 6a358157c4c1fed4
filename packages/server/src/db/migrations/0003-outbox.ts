import { statements } from './statements.ts'

export const outbox = statements([
  "alter table messages add column status text not null default 'kept'",
  'alter table messages add column is_kept smallint not null default 1',
  'alter table messages add column country text',
  'alter table messages add column tries bigint not null default 0',
  'alter table messages add column next_at bigint',
  'alter table messages add column expires_at bigint',
  'alter table messages add column transport text',
  'alter table messages add column provider_id text',
  'alter table messages add column sent_at bigint',
  'alter table messages add column problem text',
  // Only what waits is in the index: a million delivered messages make the next one no slower.
  "create index messages_due on messages (next_at) where status = 'queued'",
])
