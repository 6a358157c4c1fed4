import { AppError } from '@countersign/contract'
import type { SessionScope } from '../http/scope.ts'
import { publicUrl } from '../instances/hosts.ts'
import { findById } from '../instances/instances.store.ts'

/**
 * The operator's request, as seen by the customer instance it is about: its address is what mails link to, its users are told of nobody's browser,
 * and the audit names the operator. The dashboard's own instance is nobody's to change here: an operator could otherwise switch off the second
 * factor that guards everything.
 */
export async function aboutInstance(
  scope: Omit<SessionScope, 'client' | 'session'>,
  id: string | undefined,
  reason: string | null = null,
) {
  const { context, user } = scope
  const instance = id ? await findById(context.db, id) : null
  if (instance?.application.kind !== 'customer') throw new AppError('resource_not_found')
  const url = publicUrl(context.config, instance)
  return {
    ...scope,
    instance,
    url,
    linkUrl: url,
    client: null,
    operator: { id: user.id, reason },
  }
}
