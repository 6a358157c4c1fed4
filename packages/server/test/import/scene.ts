import { fileURLToPath } from 'node:url'
import type { BackendUserView } from '@countersign/contract'
import { type ImportWish, importUsers } from '../../src/cli/import/import-users.ts'
import type { ImportReport } from '../../src/cli/import/report.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import type { TestApp } from '../support/app.ts'
import { backend } from '../support/browser.ts'

export const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))

/** The second steps that a user can bring. */
export const settings = {
  multi_factor: { totp: true, backup_code: true, phone_code: true },
  sms: { countries: ['US'] },
}

export function bring(
  app: TestApp,
  { instance }: CreatedInstance,
  wish: Omit<ImportWish, 'secrets'> & { secret?: string },
) {
  const { secret, ...rest } = wish
  return importUsers(app.context, instance, { ...rest, secrets: { betterAuth: secret ?? null } })
}

export async function find(
  app: TestApp,
  instance: CreatedInstance,
  externalId: string,
): Promise<BackendUserView | undefined> {
  const call = backend(app, instance)
  const path = `/users?external_id=${encodeURIComponent(externalId)}`
  const [found] = (await call<BackendUserView[]>('GET', path)).response
  return found
}

export const reasons = (report: ImportReport) => report.problems.map(({ line, reason }) => `${line}: ${reason}`)
export const leftOut = (report: ImportReport) => report.left_out.map(({ line, what }) => `${line}: ${what}`)
