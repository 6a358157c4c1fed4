import { statements } from './statements.ts'

/** Tokens that were given up by a proof, for the seconds in which their answers may still be on the way. */
export const clientRenewals = statements([
  'alter table clients add column generation bigint not null default 0',
  'alter table sessions add column generation bigint not null default 0',

  `create table client_renewals (
    id text primary key not null,
    instance_id text not null,
    client_id text not null references clients (id) on delete cascade,
    generation bigint not null,
    from_hash text not null,
    to_hash text not null,
    request_mac text not null,
    misses bigint not null default 0,
    before text not null,
    answer_sealed text not null,
    answered_at bigint,
    created_at bigint not null,
    expires_at bigint not null
  )`,
  'create unique index client_renewals_request on client_renewals (from_hash, request_mac)',
  'create index client_renewals_to on client_renewals (to_hash)',
  'create index client_renewals_client on client_renewals (client_id)',
  'create index client_renewals_expires on client_renewals (expires_at)',
])
