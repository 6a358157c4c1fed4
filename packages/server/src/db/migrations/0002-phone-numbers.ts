import { statements } from './statements.ts'

export const phoneNumbers = statements([
  `create table phone_numbers (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    number text not null,
    country text not null,
    verified_at bigint,
    reserved_at bigint,
    default_at bigint,
    created_at bigint not null,
    updated_at bigint not null
  )`,
  // As with addresses: an unverified number belongs to nobody yet (R48).
  'create unique index phone_numbers_verified on phone_numbers (instance_id, number) where verified_at is not null',
  'create index phone_numbers_user on phone_numbers (user_id)',
  'alter table users add column primary_phone_id text',
])
