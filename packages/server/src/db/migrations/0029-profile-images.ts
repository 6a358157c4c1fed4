import { statements } from './statements.ts'

export const profileImages = statements([
  `create table profile_images (
    name text primary key,
    instance_id text not null references instances (id),
    user_id text not null references users (id) on delete cascade,
    type text not null,
    content text not null,
    created_at bigint not null
  )`,
  'create unique index profile_images_user on profile_images (user_id)',
  'alter table users add column image_name text',
])
