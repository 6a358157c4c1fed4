import { statements } from './statements.ts'

/** Invitations to create an account. A sign-up may name one that is gone: it is then refused, so there is no reference. */
export const invitations = statements([
  `create table invitations (
    id text primary key not null,
    instance_id text not null references instances (id),
    email_address text not null,
    email_key text not null,
    token_hash text not null,
    public_metadata text not null,
    redirect_url text,
    created_by text,
    created_at bigint not null,
    expires_at bigint not null,
    accepted_at bigint,
    revoked_at bigint,
    user_id text references users (id) on delete cascade
  )`,
  'create unique index invitations_token on invitations (token_hash)',
  'create index invitations_instance on invitations (instance_id, created_at)',
  'create index invitations_email on invitations (instance_id, email_key)',
  'create index invitations_user on invitations (user_id)',
  'create index invitations_expires on invitations (expires_at)',
  'alter table sign_ups add column invitation_id text',
])
