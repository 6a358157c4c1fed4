import { statements } from './statements.ts'

export const handshakes = statements([
  `create table handshakes (
    id text primary key,
    instance_id text not null references instances (id),
    nonce_hash text not null unique,
    directives_sealed text not null,
    created_at bigint not null,
    expires_at bigint not null
  )`,
  'create index handshakes_expires on handshakes (expires_at)',
])
