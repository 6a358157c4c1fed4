import { AppError, type Settings } from '@countersign/contract'
import { defaultSettings } from '@countersign/contract/settings'
import { record } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import type { Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import { newId } from '../lib/ids.ts'
import { makeSigningKey } from '../sessions/signing-keys.ts'
import type { Instance } from './instance.ts'
import { findApplicationFor, findById, insertInstance, isHostTaken, isSlugTaken } from './instances.store.ts'
import { newSecretKey, publishableKey } from './keys.ts'
import { checkSettings } from './settings-rules.ts'

export interface InstanceWish {
  name: string
  environment: Instance['environment']
  slug?: string | undefined
  /** Host inside the publishable key; `<slug>.localhost:<port>` unless given. */
  host?: string | undefined
  kind?: Instance['application']['kind'] | undefined
  settings?: Settings | undefined
}

export interface CreatedInstance {
  instance: Instance
  /** Shown once: only its hash is kept. */
  secretKey: string
}

/** An instance with everything it needs to answer: host, signing key, publishable and secret key. */
export async function createInstance(context: Context, wish: InstanceWish): Promise<CreatedInstance> {
  const name = checkName(wish.name)
  const kind = wish.kind ?? 'customer'
  const id = newId('ins', context)
  const now = context.clock.now()
  const secretKey = newSecretKey(context, { id, environment: wish.environment }, { name: 'default', by: null })
  // Making the key takes a tenth of a second in the thread pool; the transaction does not wait for it.
  const signingKey = await makeSigningKey(context, id)
  return transact(context.db, async (trx) => {
    const slug = await chooseSlug(trx, wish, name)
    const host = await chooseHost(trx, wish.host ?? `${slug}.localhost:${context.config.port}`)
    const shared = await findApplicationFor(trx, { name, kind, environment: wish.environment })
    const application = shared ? null : { id: newId('app', context), name, kind, created_at: now }
    const settings = checkSettings(wish.settings ?? firstSettings(wish.environment), {
      environment: wish.environment,
      application: { kind },
    })
    await insertInstance(trx, {
      application,
      instance: {
        id,
        application_id: shared?.id ?? application?.id ?? '',
        slug,
        environment: wish.environment,
        publishable_key: publishableKey(wish.environment, host),
        settings: JSON.stringify(settings),
        settings_version: 1,
        created_at: now,
        updated_at: now,
      },
      host: { host, instance_id: id, is_primary: 1 },
      signingKey,
      // The dashboard's instance has no Backend API.
      secretKey: kind === 'dashboard' ? { ...secretKey.row, revoked_at: now } : secretKey.row,
    })
    const instance = await findById(trx, id)
    if (!instance) throw new Error('The new instance cannot be read back.')
    await record(trx, { context, now, instance }, 'instance.created', {
      details: { slug, host, environment: wish.environment },
    })
    return { instance, secretKey: secretKey.secret }
  })
}

function checkName(name: string): string {
  const trimmed = name.trim()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a name ends up in e-mail subjects and authenticator apps
  if (trimmed.length < 1 || trimmed.length > 64 || /[\u0000-\u001f\u007f]/.test(trimmed))
    throw refused('name', 'it must have 1 to 64 characters')
  return trimmed
}

async function chooseSlug(trx: Trx, wish: InstanceWish, name: string): Promise<string> {
  if (wish.slug !== undefined) {
    if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(wish.slug))
      throw refused('slug', 'use lower-case letters, digits and hyphens')
    if (await isSlugTaken(trx, wish.slug)) throw refused('slug', `another instance is called ${wish.slug}`)
    return wish.slug
  }
  const base = slugOf(name)
  for (const slug of [
    base,
    `${base}-${wish.environment}`,
    ...Array.from({ length: 98 }, (_, index) => `${base}-${index + 2}`),
  ]) {
    if (!(await isSlugTaken(trx, slug))) return slug
  }
  throw refused('slug', 'too many instances have this name; choose a slug')
}

function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return plain.slice(0, 40).replace(/-+$/, '') || 'app'
}

async function chooseHost(trx: Trx, wanted: string): Promise<string> {
  const host = wanted.toLowerCase()
  // The SDKs refuse a key whose host has no dot in it, a port aside.
  if (!/^(?=.{3,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?$/.test(host))
    throw refused('host', 'it must be a host name with a dot in it')
  if (await isHostTaken(trx, host)) throw refused('host', `another instance has the host ${host}`)
  return host
}

function refused(field: string, reason: string): AppError {
  return new AppError('settings_invalid', { param_name: field, reason })
}

/** Messages of a development instance go to its inbox and cost nothing, so no country has to be chosen first. */
function firstSettings(environment: 'development' | 'production'): Settings {
  return environment === 'development'
    ? { ...defaultSettings, sms: { ...defaultSettings.sms, countries: ['*'] } }
    : defaultSettings
}
