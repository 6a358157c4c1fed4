import { statements } from './statements.ts'

const ofDashboard = `select instances.id from instances
  join applications on applications.id = instances.application_id where applications.kind = 'dashboard'`

/**
 * Until now every account on the dashboard's own instance was an administrator, and anyone could sign up there. Only accounts that a
 * command on the server made get a record; the others keep their rows, so that they can be looked into, and open nothing.
 */
export const administrators = statements([
  `create table administrators (
    user_id text primary key not null references users (id) on delete cascade,
    added_at bigint not null,
    added_by text not null,
    removed_at bigint,
    removed_by text
  )`,

  `insert into administrators (user_id, added_at, added_by)
    select users.id, users.created_at, 'machine' from users
    where users.instance_id in (${ofDashboard})
    and exists (
      select 1 from audit where audit.instance_id = users.instance_id and audit.user_id = users.id
      and audit.event = 'user.created' and audit.actor_id = 'machine'
    )`,

  // A secret key of this instance could make accounts and sessions on it.
  `update secret_keys set revoked_at = created_at where revoked_at is null and instance_id in (${ofDashboard})`,
])
