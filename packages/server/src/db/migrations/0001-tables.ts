import { statements } from './statements.ts'

/**
 * Types that both engines read alike: text, bigint (every integer and time), smallint (a flag). A primary key of
 * SQLite may be null unless told otherwise, hence `primary key not null`. Only what is always looked up together with
 * its parent refers to it; pointers that would make a circle (a client's current attempt, a user's primary address)
 * and the audit log, which outlives everybody, refer to nothing.
 */
export const tables = statements([
  'create table meta (key text primary key not null, value text not null)',

  `create table applications (
    id text primary key not null,
    name text not null,
    kind text not null,
    created_at bigint not null
  )`,

  `create table instances (
    id text primary key not null,
    application_id text not null references applications (id) on delete cascade,
    slug text not null,
    environment text not null,
    publishable_key text not null,
    settings text not null,
    settings_version bigint not null,
    created_at bigint not null,
    updated_at bigint not null
  )`,
  'create unique index instances_slug on instances (slug)',
  'create unique index instances_publishable_key on instances (publishable_key)',

  `create table instance_hosts (
    host text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    is_primary smallint not null
  )`,
  'create index instance_hosts_instance on instance_hosts (instance_id)',

  `create table secret_keys (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    name text not null,
    key_hash text not null,
    hint text not null,
    created_at bigint not null,
    last_used_at bigint,
    revoked_at bigint
  )`,
  'create unique index secret_keys_hash on secret_keys (key_hash)',
  'create index secret_keys_instance on secret_keys (instance_id)',

  `create table signing_keys (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    public_jwk text not null,
    private_sealed text not null,
    created_at bigint not null,
    retired_at bigint
  )`,
  'create index signing_keys_instance on signing_keys (instance_id)',

  `create table users (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    external_id text,
    username text,
    username_key text,
    first_name text,
    last_name text,
    primary_email_id text,
    password_hash text,
    password_updated_at bigint,
    public_metadata text not null,
    private_metadata text not null,
    unsafe_metadata text not null,
    epoch bigint not null,
    banned_at bigint,
    last_second_factor text,
    mfa_enabled_at bigint,
    last_sign_in_at bigint,
    last_active_at bigint,
    created_at bigint not null,
    updated_at bigint not null
  )`,
  'create unique index users_username on users (instance_id, username_key) where username_key is not null',
  'create unique index users_external on users (instance_id, external_id) where external_id is not null',
  'create index users_page on users (instance_id, created_at, id)',

  `create table email_addresses (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    address text not null,
    address_key text not null,
    verified_at bigint,
    created_at bigint not null,
    updated_at bigint not null
  )`,
  // An unverified address belongs to nobody yet: only a verified one is unique (R48).
  `create unique index email_addresses_verified on email_addresses (instance_id, address_key)
    where verified_at is not null`,
  'create index email_addresses_user on email_addresses (user_id)',

  `create table totp_factors (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    secret_sealed text not null,
    last_step bigint not null,
    confirmed_at bigint,
    session_id text,
    expires_at bigint,
    created_at bigint not null,
    updated_at bigint not null
  )`,
  'create unique index totp_factors_confirmed on totp_factors (user_id) where confirmed_at is not null',
  'create index totp_factors_user on totp_factors (user_id)',
  'create index totp_factors_expiry on totp_factors (expires_at) where confirmed_at is null',

  `create table backup_code_sets (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    salt text not null,
    created_at bigint not null
  )`,
  'create unique index backup_code_sets_user on backup_code_sets (user_id)',

  `create table backup_codes (
    id text primary key not null,
    set_id text not null references backup_code_sets (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    code_mac text not null,
    used_at bigint
  )`,
  'create index backup_codes_set on backup_codes (set_id)',
  'create index backup_codes_user on backup_codes (user_id)',

  `create table clients (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    token_hash text not null,
    sign_in_id text,
    sign_up_id text,
    last_active_session_id text,
    last_strategy text,
    cookie_expires_at bigint not null,
    created_at bigint not null,
    updated_at bigint not null
  )`,
  'create unique index clients_token on clients (token_hash)',
  'create index clients_expiry on clients (cookie_expires_at)',

  `create table sign_ins (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    client_id text not null references clients (id) on delete cascade,
    identifier text,
    user_id text references users (id) on delete cascade,
    epoch bigint not null,
    first_strategy text,
    first_at bigint,
    first_identification_id text,
    reset_at bigint,
    new_password_at bigint,
    second_strategy text,
    second_at bigint,
    second_tries bigint not null,
    session_id text,
    created_at bigint not null,
    expires_at bigint not null
  )`,
  'create index sign_ins_client on sign_ins (client_id)',
  'create index sign_ins_user on sign_ins (user_id) where user_id is not null',
  'create index sign_ins_expiry on sign_ins (expires_at)',

  `create table sign_ups (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    client_id text not null references clients (id) on delete cascade,
    email_address text,
    email_key text,
    email_verified_at bigint,
    username text,
    password_hash text,
    first_name text,
    last_name text,
    unsafe_metadata text not null,
    locale text,
    user_id text references users (id) on delete cascade,
    session_id text,
    created_at bigint not null,
    expires_at bigint not null
  )`,
  'create index sign_ups_client on sign_ups (client_id)',
  'create index sign_ups_user on sign_ups (user_id) where user_id is not null',
  'create index sign_ups_expiry on sign_ups (expires_at)',

  `create table verifications (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    purpose text not null,
    attempt_id text not null,
    user_id text references users (id) on delete cascade,
    epoch bigint not null,
    identification_id text,
    destination_key text not null,
    code_mac text not null,
    tries bigint not null,
    max_tries bigint not null,
    sent_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    void_at bigint
  )`,
  'create index verifications_attempt on verifications (attempt_id, purpose)',
  'create index verifications_user on verifications (user_id) where user_id is not null',
  'create index verifications_expiry on verifications (expires_at)',

  `create table sessions (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    client_id text not null references clients (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    status text not null,
    first_strategy text not null,
    first_verified_at bigint,
    second_strategy text,
    second_verified_at bigint,
    user_agent text,
    ip text,
    created_at bigint not null,
    last_active_at bigint not null,
    expires_at bigint not null,
    ended_at bigint,
    updated_at bigint not null
  )`,
  'create index sessions_client on sessions (client_id)',
  'create index sessions_user on sessions (user_id, status)',
  'create index sessions_expiry on sessions (expires_at)',
  'create index sessions_end on sessions (ended_at) where ended_at is not null',

  `create table reverifications (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    session_id text not null references sessions (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    epoch bigint not null,
    level text not null,
    first_strategy text,
    first_at bigint,
    second_strategy text,
    second_at bigint,
    second_tries bigint not null,
    completed_at bigint,
    created_at bigint not null,
    expires_at bigint not null
  )`,
  'create index reverifications_session on reverifications (session_id)',
  'create index reverifications_user on reverifications (user_id)',
  'create index reverifications_expiry on reverifications (expires_at)',

  `create table tickets (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    token_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
  )`,
  'create unique index tickets_token on tickets (token_hash)',
  'create index tickets_user on tickets (user_id)',
  'create index tickets_expiry on tickets (expires_at)',

  `create table messages (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    channel text not null,
    kind text not null,
    destination text not null,
    destination_key text not null,
    content_sealed text not null,
    created_at bigint not null
  )`,
  'create index messages_destination on messages (instance_id, destination_key, created_at)',
  'create index messages_age on messages (created_at)',

  `create table failures (
    subject text not null,
    instance_id text not null references instances (id) on delete cascade,
    level text not null,
    count bigint not null,
    locked_until bigint,
    updated_at bigint not null,
    primary key (subject, level)
  )`,
  'create index failures_age on failures (updated_at)',

  `create table limits (
    key text primary key not null,
    window_start bigint not null,
    count bigint not null,
    expires_at bigint not null
  )`,
  'create index limits_expiry on limits (expires_at)',

  `create table audit (
    id text primary key not null,
    instance_id text not null,
    at bigint not null,
    event text not null,
    actor_id text,
    user_id text,
    ip text,
    user_agent text,
    request_id text,
    details text not null
  )`,
  'create index audit_page on audit (instance_id, at, id)',
  'create index audit_user on audit (instance_id, user_id, at) where user_id is not null',
])
