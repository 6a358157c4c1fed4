import { AppError } from '@countersign/contract'
import { z } from 'zod'
import { removeFactors } from '../flows/administration/access.ts'
import { changePhone } from '../flows/administration/change-phone.ts'
import { requireUser } from '../flows/administration/change-user.ts'
import { removeAppOf, removePasskeyOf } from '../flows/administration/remove-one.ts'
import type { Scope } from '../http/scope.ts'

const factorId = z.string().min(1).max(64)

/** `mfa` is all of them at once: two-step verification begins anew. `totp` without an id is every app. */
export const factorWish = z.discriminatedUnion('what', [
  z.object({ what: z.enum(['mfa', 'backup_code']) }),
  z.object({ what: z.literal('totp'), factor_id: factorId.optional() }),
  z.object({ what: z.enum(['passkey', 'phone_code']), factor_id: factorId }),
])
type FactorWish = z.output<typeof factorWish>

/** Takes a second factor of a user away, by the flow that the Backend API uses for it. */
export async function takeFactor(scope: Scope, userId: string, wish: FactorWish): Promise<void> {
  if (wish.what === 'passkey') return void (await removePasskeyOf(scope, userId, wish.factor_id))
  if (wish.what === 'totp' && wish.factor_id !== undefined)
    return void (await removeAppOf(scope, userId, wish.factor_id))
  if (wish.what !== 'phone_code') return void (await removeFactors(scope, userId, wish.what))
  const { phones } = await requireUser(scope, userId)
  if (!phones.some(({ id, reserved_at }) => id === wish.factor_id && reserved_at !== null))
    throw new AppError('resource_not_found')
  await changePhone(scope, wish.factor_id, { reserved_for_second_factor: false })
}
