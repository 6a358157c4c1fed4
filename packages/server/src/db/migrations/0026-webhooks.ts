import { statements } from './statements.ts'

export const webhooks = statements([
  // What the enabled endpoints want, so that whoever has none pays for nothing.
  "alter table instances add column webhook_events text not null default '[]'",

  `create table webhook_endpoints (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    url text not null,
    description text not null,
    events text not null,
    created_at bigint not null,
    updated_at bigint not null,
    failing_since bigint,
    disabled_at bigint,
    disabled_why text
  )`,
  'create index webhook_endpoints_instance on webhook_endpoints (instance_id)',

  `create table webhook_secrets (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    endpoint_id text not null references webhook_endpoints (id) on delete cascade,
    secret_sealed text not null,
    created_at bigint not null,
    expires_at bigint
  )`,
  'create index webhook_secrets_endpoint on webhook_secrets (endpoint_id)',

  `create table webhook_events (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    type text not null,
    body text not null,
    created_at bigint not null
  )`,
  'create index webhook_events_age on webhook_events (created_at)',

  `create table webhook_deliveries (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    event_id text not null references webhook_events (id) on delete cascade,
    endpoint_id text not null references webhook_endpoints (id) on delete cascade,
    type text not null,
    status text not null,
    tries bigint not null,
    next_at bigint,
    created_at bigint not null,
    delivered_at bigint,
    unique (event_id, endpoint_id)
  )`,
  "create index webhook_deliveries_due on webhook_deliveries (next_at) where status = 'queued'",
  'create index webhook_deliveries_endpoint on webhook_deliveries (endpoint_id, created_at)',

  `create table webhook_attempts (
    id text primary key not null,
    delivery_id text not null references webhook_deliveries (id) on delete cascade,
    at bigint not null,
    milliseconds bigint not null,
    response_status bigint,
    problem text
  )`,
  'create index webhook_attempts_delivery on webhook_attempts (delivery_id, at)',
])
