import { AppError } from '@countersign/contract'
import type { Scope } from '../http/scope.ts'
import { findById } from '../instances/instances.store.ts'

/**
 * The operator's request, as seen by the customer instance it is about. The dashboard's own instance is nobody's to change here: an operator
 * could otherwise switch off the second factor that guards everything.
 */
export async function aboutInstance(scope: Scope, id: string | undefined): Promise<Scope> {
  const instance = id ? await findById(scope.context.db, id) : null
  if (instance?.application.kind !== 'customer') throw new AppError('resource_not_found')
  return { ...scope, instance }
}
