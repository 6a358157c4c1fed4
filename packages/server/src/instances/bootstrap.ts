import { AppError, type Settings } from '@countersign/contract'
import { defaultSettings } from '@countersign/contract/settings'
import type { Context } from '../context.ts'
import { createInstance, type InstanceWish } from './create.ts'
import type { Instance } from './instance.ts'
import { findBySlug, findDashboard } from './instances.store.ts'

export interface FirstInstances {
  dashboard: Instance
  /** The ready-made development instance, and its secret key when it was made just now. */
  acme?: { instance: Instance; secretKey: string }
}

const operatorSettings: Settings = {
  ...defaultSettings,
  multi_factor: { ...defaultSettings.multi_factor, totp: true, backup_code: true, required: true },
  first_factors: { ...defaultSettings.first_factors, email_code: false },
  identifiers: { email_address: 'optional', phone_number: 'off', username: 'required' },
}

/** A new database gets the dashboard's own instance, and "Acme" to try things out. Servers that start together make them once. */
export async function makeFirstInstances(context: Context): Promise<FirstInstances> {
  const existing = await findDashboard(context.db)
  if (existing) return { dashboard: existing }
  // Acme first: when the dashboard exists, everything does, whenever the process was killed.
  const acme = await createOnce(context, { name: 'Acme', environment: 'development', slug: 'acme' })
  const made = await createOnce(context, {
    name: 'Countersign',
    environment: 'production',
    slug: 'dashboard',
    kind: 'dashboard',
    settings: operatorSettings,
  })
  const dashboard = made?.instance ?? (await findDashboard(context.db))
  if (!dashboard) throw new Error('The instance `dashboard` exists, but is not the dashboard.')
  return { dashboard, ...(acme ? { acme } : {}) }
}

/** Null when another process was faster, or an earlier start had come this far. */
async function createOnce(context: Context, wish: InstanceWish & { slug: string }) {
  if (await findBySlug(context.db, wish.slug)) return null
  try {
    return await createInstance(context, wish)
  } catch (error) {
    const exists = await findBySlug(context.db, wish.slug)
    if (!exists || (error instanceof AppError && error.code === 'database_unavailable')) throw error
    return null
  }
}
