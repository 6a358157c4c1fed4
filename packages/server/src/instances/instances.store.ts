import type { Settings } from '@countersign/contract'
import type { Insertable, Selectable } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import type {
  ApplicationTable,
  InstanceHostTable,
  InstanceTable,
  SecretKeyTable,
  SigningKeyTable,
} from '../db/schema.ts'
import type { Instance } from './instance.ts'
import { parseSettings } from './stored-settings.ts'

/** Instances as every look-up reads them. */
export function instances(db: Db | Trx) {
  return db
    .selectFrom('instances')
    .innerJoin('applications', 'applications.id', 'instances.application_id')
    .innerJoin('instance_hosts', (join) =>
      join.onRef('instance_hosts.instance_id', '=', 'instances.id').on('instance_hosts.is_primary', '=', 1),
    )
    .select([
      'instances.id',
      'instances.slug',
      'instances.environment',
      'instances.publishable_key',
      'instances.settings',
      'instances.settings_version',
      'instances.webhook_events',
      'applications.id as application_id',
      'applications.name as application_name',
      'applications.kind as application_kind',
      'instance_hosts.host as primary_host',
    ])
}

type InstanceRow = Awaited<ReturnType<ReturnType<typeof instances>['executeTakeFirstOrThrow']>>

export function toInstance(row: InstanceRow): Instance {
  return {
    id: row.id,
    slug: row.slug,
    environment: row.environment,
    host: row.primary_host,
    publishableKey: row.publishable_key,
    settings: parseSettings(row.id, row.settings),
    settingsVersion: row.settings_version,
    webhookEvents: JSON.parse(row.webhook_events),
    application: { id: row.application_id, name: row.application_name, kind: row.application_kind },
  }
}

/** The instance that one of these hosts names; the first of them that names one. */
export async function findByHost(db: Db, hosts: string[]): Promise<{ instance: Instance; host: string } | null> {
  const rows = await instancesByHost(db, { hosts })
  const row = hosts.map((host) => rows.find((candidate) => candidate.named_host === host)).find(Boolean)
  return row ? { instance: toInstance(row), host: row.named_host } : null
}

const instancesByHost = prepared((db, values: { hosts: string[] }) =>
  instances(db)
    .innerJoin('instance_hosts as named', 'named.instance_id', 'instances.id')
    .select('named.host as named_host')
    .where('named.host', 'in', values.hosts),
)

const instanceBySlug = prepared((db, values: { slug: string }) =>
  instances(db).where('instances.slug', '=', values.slug),
)

export async function findBySlug(db: Db | Trx, slug: string): Promise<Instance | null> {
  const [row] = await instanceBySlug(db, { slug })
  return row ? toInstance(row) : null
}

export async function findById(db: Db | Trx, id: string): Promise<Instance | null> {
  const row = await instances(db).where('instances.id', '=', id).executeTakeFirst()
  return row ? toInstance(row) : null
}

export async function findDashboard(db: Db): Promise<Instance | null> {
  const row = await instances(db).where('applications.kind', '=', 'dashboard').executeTakeFirst()
  return row ? toInstance(row) : null
}

/** The customer instance of a server that has exactly one. */
export async function findOnly(db: Db): Promise<Instance | null> {
  const [row, ...others] = await instances(db).where('applications.kind', '=', 'customer').limit(2).execute()
  return row && others.length === 0 ? toInstance(row) : null
}

export async function listInstances(db: Db): Promise<Instance[]> {
  const rows = await instances(db).orderBy('instances.created_at').orderBy('instances.id').limit(1000).execute()
  return rows.map(toInstance)
}

/** An application of this name whose `environment` is still free. */
export async function findApplicationFor(
  trx: Trx,
  wanted: { name: string; kind: 'customer' | 'dashboard'; environment: 'development' | 'production' },
): Promise<{ id: string } | undefined> {
  return trx
    .selectFrom('applications')
    .select('id')
    .where('name', '=', wanted.name)
    .where('kind', '=', wanted.kind)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('instances')
            .select('instances.id')
            .whereRef('instances.application_id', '=', 'applications.id')
            .where('instances.environment', '=', wanted.environment),
        ),
      ),
    )
    .orderBy('created_at')
    .executeTakeFirst()
}

export async function isSlugTaken(trx: Trx, slug: string): Promise<boolean> {
  return (await trx.selectFrom('instances').select('id').where('slug', '=', slug).executeTakeFirst()) !== undefined
}

export async function isHostTaken(trx: Trx, host: string): Promise<boolean> {
  return (
    (await trx.selectFrom('instance_hosts').select('host').where('host', '=', host).executeTakeFirst()) !== undefined
  )
}

export interface NewInstance {
  application: Insertable<ApplicationTable> | null
  instance: Insertable<InstanceTable>
  host: Insertable<InstanceHostTable>
  signingKey: Insertable<SigningKeyTable>
  secretKey: Insertable<SecretKeyTable>
}

export async function insertInstance(trx: Trx, rows: NewInstance): Promise<void> {
  if (rows.application) await trx.insertInto('applications').values(rows.application).execute()
  await trx.insertInto('instances').values(rows.instance).execute()
  await trx.insertInto('instance_hosts').values(rows.host).execute()
  await trx.insertInto('signing_keys').values(rows.signingKey).execute()
  await trx.insertInto('secret_keys').values(rows.secretKey).execute()
}

/** Compare-and-set: false when somebody changed the settings since `version` was read. */
export async function replaceSettings(
  trx: Trx,
  change: { id: string; version: number; settings: Settings; now: number },
): Promise<boolean> {
  const row = await trx
    .updateTable('instances')
    .set({ settings: JSON.stringify(change.settings), settings_version: change.version + 1, updated_at: change.now })
    .where('id', '=', change.id)
    .where('settings_version', '=', change.version)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function listHosts(db: Db | Trx, instanceId: string): Promise<Selectable<InstanceHostTable>[]> {
  return db.selectFrom('instance_hosts').selectAll().where('instance_id', '=', instanceId).orderBy('host').execute()
}
