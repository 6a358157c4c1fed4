import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { readImage } from '../../users/profile-image.ts'
import { dropImage, putImage } from '../../users/profile-images.store.ts'
import { requireUser } from './change-user.ts'

const changed = { actorId: 'backend', details: { fields: ['image'] } }

export async function setImage(scope: Scope, id: string | undefined, file: Uint8Array): Promise<void> {
  const { user } = await requireUser(scope, id)
  const image = readImage(scope, user.id, file)
  await transact(scope.context.db, async (trx) => {
    await putImage(trx, image)
    await record(trx, scope, 'user.changed', { ...changed, userId: user.id })
  })
}

export async function removeImage(scope: Scope, id: string | undefined): Promise<void> {
  const { user } = await requireUser(scope, id)
  await transact(scope.context.db, async (trx) => {
    await dropImage(trx, user.id, scope.now)
    await record(trx, scope, 'user.changed', { ...changed, userId: user.id })
  })
}
