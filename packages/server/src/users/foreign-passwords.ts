import { createHash } from 'node:crypto'
import type { Scope } from '../http/scope.ts'
import { listForeignShapes } from './foreign-passwords.store.ts'

/**
 * The work of one foreign hash of this instance, for whoever has none. It is always the same for one identifier: were it another each time,
 * the spread would tell who has none (R44). The read is made for everybody.
 */
export async function alikeFor(scope: Scope, identifierKey: string): Promise<string | null> {
  const shapes = await listForeignShapes(scope.context.db, scope.instance.id)
  const mac = scope.context.keyring.mac('identifier', `${scope.instance.id}|shape|${identifierKey}`)
  const draw = createHash('sha256').update(mac).digest().readUInt32BE(0)
  return shapes[draw % shapes.length] ?? null
}
