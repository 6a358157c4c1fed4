import { type Config, readConfig } from '../config.ts'
import type { Context } from '../context.ts'
import type { Instance } from '../instances/instance.ts'
import { findBySlug } from '../instances/instances.store.ts'
import { StartupError } from '../lib/startup-error.ts'
import { openContext } from '../open-context.ts'

/** Runs a command on the server's database; the server may be running meanwhile. */
export async function withContext<T>(work: (context: Context) => Promise<T>): Promise<T> {
  const config: Config = { ...readConfig(), logLevel: 'error' }
  const context = await openContext(config)
  try {
    return await work(context)
  } finally {
    await context.database.close()
  }
}

export async function requireInstance(context: Context, slug: string): Promise<Instance> {
  const instance = await findBySlug(context.db, slug)
  if (!instance) throw new StartupError(`There is no instance ${slug}. See countersign instance list.`)
  return instance
}
