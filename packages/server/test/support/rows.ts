import type { Db } from '../../src/db/open.ts'
import type { UserTable } from '../../src/db/schema.ts'

/** Rows that tests of the storage hang other rows on. */
export async function putInstance(db: Db): Promise<void> {
  await db.insertInto('applications').values({ id: 'app_1', name: 'App', kind: 'customer', created_at: 1 }).execute()
  await db
    .insertInto('instances')
    .values({
      id: 'ins_1',
      application_id: 'app_1',
      slug: 'app',
      environment: 'development',
      publishable_key: 'pk_test_1',
      settings: '{}',
      settings_version: 1,
      created_at: 1,
      updated_at: 1,
    })
    .execute()
}

export function userRow(id: string): UserTable {
  return {
    id,
    instance_id: 'ins_1',
    external_id: null,
    username: null,
    username_key: null,
    first_name: null,
    last_name: null,
    primary_email_id: null,
    primary_phone_id: null,
    password_hash: null,
    password_updated_at: null,
    password_compromised_at: null,
    password_void_at: null,
    public_metadata: '{}',
    private_metadata: '{}',
    unsafe_metadata: '{}',
    epoch: 0,
    banned_at: null,
    changes_locked_until: null,
    held_until: null,
    last_second_factor: null,
    mfa_enabled_at: null,
    locale: null,
    image_name: null,
    last_sign_in_at: null,
    last_active_at: null,
    created_at: 1,
    updated_at: 1,
  }
}

export async function putUser(db: Db, id: string, changes: Partial<UserTable> = {}): Promise<void> {
  await db
    .insertInto('users')
    .values({ ...userRow(id), ...changes })
    .execute()
}
