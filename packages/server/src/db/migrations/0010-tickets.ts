import { statements } from './statements.ts'

export const tickets = statements([
  "alter table tickets add column kind text not null default 'sign_in'",
  'alter table tickets add column epoch bigint',
  'alter table tickets add column actor text',
  'alter table tickets add column session_seconds bigint',
  'alter table tickets add column revoked_at bigint',
  'alter table sign_ins add column actor text',
  'alter table sign_ins add column session_seconds bigint',
  'alter table sessions add column actor text',
  'alter table users add column password_compromised_at bigint',
  'alter table sign_ups add column external_id text',
])
