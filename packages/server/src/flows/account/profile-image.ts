import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import { readImage } from '../../users/profile-image.ts'
import { dropImage, putImage } from '../../users/profile-images.store.ts'

/** Puts a picture in place of the one there was. Returns its name. */
export async function setOwnImage(scope: SignedIn, file: Uint8Array): Promise<string> {
  const image = readImage(scope, scope.user.id, file)
  await transact(scope.context.db, async (trx) => {
    await putImage(trx, image)
    await record(trx, scope, 'profile.changed', { userId: scope.user.id, details: { fields: ['image'] } })
  })
  return image.name
}

export async function removeOwnImage(scope: SignedIn): Promise<void> {
  await transact(scope.context.db, async (trx) => {
    await dropImage(trx, scope.user.id, scope.now)
    await record(trx, scope, 'profile.changed', { userId: scope.user.id, details: { fields: ['image'] } })
  })
}
