import { statements } from './statements.ts'

export const smsTallies = statements([
  `create table sms_tallies (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    day bigint not null,
    country text not null,
    sent bigint not null default 0,
    answered bigint not null default 0,
    refused bigint not null default 0,
    spent bigint not null default 0,
    saved bigint not null default 0
  )`,
  'create index sms_tallies_of_instance on sms_tallies (instance_id, day)',
  'create index sms_tallies_age on sms_tallies (day)',
  `create table sms_pauses (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    range text not null,
    since bigint not null,
    until bigint not null,
    sent bigint not null,
    answered bigint not null,
    lifted_at bigint,
    lifted_by text
  )`,
  'create index sms_pauses_range on sms_pauses (instance_id, range, until)',
  'create index sms_pauses_age on sms_pauses (until)',
])
