import { statements } from './statements.ts'

/** What waits for a second administrator, and who made which secret key. */
export const approvals = statements([
  `create table approvals (
    id text primary key not null,
    instance_id text not null references instances (id),
    user_id text references users (id) on delete set null,
    effect text not null,
    wish text not null,
    reason text not null,
    asked_by text not null,
    asked_at bigint not null,
    expires_at bigint not null,
    approved_at bigint,
    refused_at bigint,
    decided_by text
  )`,
  'create index approvals_user on approvals (user_id)',
  'create index approvals_instance on approvals (instance_id, asked_at)',
  'create index approvals_expires on approvals (expires_at)',

  // The administrator behind a request: with a secret key it is the one who made the key.
  'alter table mfa_resets add column asked_for_by text',
  "update mfa_resets set asked_for_by = asked_by where asked_by like 'user\\_%' escape '\\'",

  'alter table secret_keys add column made_by text',
  // The audit log knows who made a key in the dashboard. The key that came with its instance was made on the server. Where neither is on
  // record, the key counts as one of an administrator who is not known.
  `update secret_keys set made_by = coalesce(
    (select max(audit.actor_id) from audit where audit.instance_id = secret_keys.instance_id and (
      (audit.event = 'secret_key.created' and audit.details like '{"key_id":"' || secret_keys.id || '"%')
      or (audit.event = 'secret_key.rolled' and audit.details like '%"new_key_id":"' || secret_keys.id || '"%'))),
    case when secret_keys.name = 'default' and exists (
      select 1 from instances where instances.id = secret_keys.instance_id
      and secret_keys.created_at <= instances.created_at + 60000)
    then null else 'unknown' end)`,
])
