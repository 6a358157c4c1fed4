import { defaultSettings } from '@countersign/contract/settings'
import type { Context } from '../../context.ts'
import { type Build, openScratch } from '../paths/scratch.ts'
import { tables, type Walked, walkPrivileges } from './walk.ts'

const settings = {
  ...defaultSettings,
  multi_factor: { ...defaultSettings.multi_factor, totp: true, required: true },
}

/** Asks every route of a server that has nobody in it but the callers of the walk. */
export async function examinePrivileges(
  context: Pick<Context, 'config'>,
  build: Build = {},
  routes = tables,
): Promise<Walked[]> {
  const application = { id: '', name: 'Walked', kind: 'customer' } as const
  const scratch = await openScratch(
    context,
    { environment: 'development', slug: 'walked', settings, application },
    build,
  )
  try {
    return await walkPrivileges(scratch, routes)
  } finally {
    await scratch.close()
  }
}
