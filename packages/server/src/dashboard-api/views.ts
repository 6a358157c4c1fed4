import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { publicUrl } from '../instances/hosts.ts'
import type { Instance } from '../instances/instance.ts'
import { splitScopes } from '../instances/key-scopes.ts'
import type { NewSecretKey } from '../instances/keys.ts'
import type { SecretKeyRow } from '../instances/secret-keys.store.ts'

export function applicationViews(instances: Instance[], config: Pick<Config, 'url'>) {
  const applications = new Map<string, { id: string; name: string; instances: unknown[] }>()
  for (const instance of instances) {
    const { id, name, kind } = instance.application
    if (kind !== 'customer') continue
    const application = applications.get(id) ?? { id, name, instances: [] }
    application.instances.push({
      id: instance.id,
      slug: instance.slug,
      environment: instance.environment,
      publishable_key: instance.publishableKey,
      url: publicUrl(config, instance),
    })
    applications.set(id, application)
  }
  return [...applications.values()]
}

/** `providers` says which channels have one, so that the dashboard can warn where messages go to nobody. */
export function instanceView(instance: Instance, hosts: string[], url: string, { email, sms }: Context['senders']) {
  return {
    providers: { email: email.length > 0, sms: sms.length > 0 },
    id: instance.id,
    slug: instance.slug,
    environment: instance.environment,
    publishable_key: instance.publishableKey,
    url,
    hosts,
    application: { id: instance.application.id, name: instance.application.name },
    settings: instance.settings,
  }
}

type ShownKey = Pick<SecretKeyRow, 'id' | 'name' | 'hint' | 'created_at' | 'last_used_at'> &
  Partial<Pick<SecretKeyRow, 'scopes' | 'expires_at' | 'made_by'>>

/** `names` has the administrators who made keys. `made_by` is null for a key made on the server. */
export function keyView(row: ShownKey, names: ReadonlyMap<string, string> = new Map()) {
  const { id, name, hint, created_at, last_used_at, scopes = null, expires_at = null, made_by = null } = row
  const made_by_name = made_by === null ? null : (names.get(made_by) ?? made_by)
  return { id, name, hint, created_at, last_used_at, scopes: splitScopes(scopes), expires_at, made_by, made_by_name }
}

export function newKeyView({ row, secret }: NewSecretKey) {
  return { ...keyView({ ...row, last_used_at: null }), secret_key: secret }
}
