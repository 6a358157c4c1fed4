import type { AuditLogsView } from '@countersign/contract'
import { z } from 'zod'
import type { Scope } from '../http/scope.ts'
import { listAudit } from './list.store.ts'
import { auditView } from './view.ts'

const time = z
  .string()
  .regex(/^\d{1,16}$/)
  .transform(Number)
  .optional()

/** What both APIs ask for. */
export const auditInput = z.object({
  user_id: z.string().max(64).optional(),
  event: z
    .string()
    .regex(/^[a-z_.]{1,64}$/)
    .optional(),
  since: time,
  until: time,
  before: z
    .string()
    .regex(/^\d{1,16}\.aud_\w{26}$/)
    .optional(),
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.number().min(1).max(500))
    .optional(),
})

const perPage = 50

export async function auditPage(scope: Scope, input: z.output<typeof auditInput>): Promise<AuditLogsView> {
  const { user_id: userId, before, limit = perPage, ...rest } = input
  const [at, id] = before?.split('.') ?? []
  const place = at && id ? { at: Number(at), id } : undefined
  const filter = { ...rest, instanceId: scope.instance.id, userId }
  const { rows, next } = await listAudit(scope.context.db, { ...filter, before: place, limit })
  return { data: rows.map(auditView), next: next && `${next.at}.${next.id}` }
}
