import { statements } from './statements.ts'

export const imports = statements([
  `create table imports (
    instance_id text not null references instances (id),
    source text not null,
    external_id text not null,
    user_id text not null,
    imported_at bigint not null,
    primary key (instance_id, source, external_id)
  )`,
  `create table foreign_hash_shapes (
    instance_id text not null references instances (id),
    shape text not null,
    primary key (instance_id, shape)
  )`,
])
