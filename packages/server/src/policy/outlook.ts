import type { LossView, RecoveryOutlookView, Settings } from '@countersign/contract'
import { reservedPhones, type UserFacts } from '../users/facts.ts'

/** What can be lost in one piece, with the second factors that go with it. */
interface Thing {
  lost: LossView['lost']
  id: string | null
  holds: LossView['left']
}

/**
 * The things that this user's second factors are in. The authenticator app and the numbers share the phone; each passkey is in a device or
 * a password manager of its own; the codes are on one list.
 */
export function thingsOf(facts: UserFacts, settings: Settings): Thing[] {
  const { multi_factor: isOn } = settings
  const onPhone = [
    ...(isOn.totp && facts.totp ? ['totp' as const] : []),
    ...(isOn.phone_code && reservedPhones(facts).length > 0 ? ['phone_code' as const] : []),
  ]
  const passkeys = isOn.passkey ? facts.passkeys : []
  const things: Thing[] = [
    ...(onPhone.length > 0 ? [{ lost: 'phone' as const, id: null, holds: onPhone }] : []),
    ...passkeys.map(({ id }) => ({ lost: 'passkey' as const, id, holds: ['passkey' as const] })),
  ]
  // Codes stand in for another factor; with none of those they open nothing and nothing asks for them (S20).
  if (things.length > 0 && isOn.backup_code && facts.backupCodesLeft > 0)
    things.push({ lost: 'backup_codes', id: null, holds: ['backup_code'] })
  return things
}

/** What is left if something is lost: asked before it happens, it needs no support. */
export function outlookOf(facts: UserFacts, settings: Settings, canRecoverByMail: boolean): RecoveryOutlookView {
  const things = thingsOf(facts, settings)
  return {
    object: 'recovery_outlook',
    user_id: facts.user.id,
    score: things.length,
    is_one_loss_from_lockout: things.length === 1,
    losses: things.map(({ lost, id }, index) => {
      const left = [...new Set(things.filter((_, other) => other !== index).flatMap(({ holds }) => holds))]
      return { lost, id, left, is_locked_out: left.length === 0 }
    }),
    can_recover_by_mail: canRecoverByMail,
  }
}
