import { statements } from './statements.ts'

/** A row that is older than this has no seal; the chain begins with those and takes none of them later. */
export const auditChain = statements([
  "alter table audit add column seal text not null default ''",
  'alter table audit add column seq bigint',
  'alter table audit add column link text',
  'create unique index audit_seq on audit (instance_id, seq) where seq is not null',
  'create index audit_unchained on audit (instance_id, at, id) where seq is null',

  `create table audit_chains (
    instance_id text primary key not null,
    seq bigint not null,
    link text not null,
    seal text not null
  )`,

  `create table audit_heads (
    instance_id text not null,
    kind text not null,
    seq bigint not null,
    link text not null,
    at bigint not null,
    kid text not null,
    signature text not null,
    primary key (instance_id, kind, seq)
  )`,
])
