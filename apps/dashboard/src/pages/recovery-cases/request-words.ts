import type { ApprovalCase } from '../../api/case-views.ts'

const factors: Record<string, string> = {
  mfa: 'all second factors',
  totp: 'an authenticator app',
  backup_code: 'the backup codes',
  passkey: 'a passkey',
  phone_code: 'a phone number for SMS codes',
}

/** What happens when the request is approved. */
export function requestWords({ effect, wish, user_name }: ApprovalCase): string {
  const who = user_name ?? 'a deleted user'
  if (effect === 'remove_factor') return `Remove ${factors[String(wish['what'])] ?? 'a second factor'} of ${who}`
  if (effect === 'help_desk_code') return `Create a help-desk code for ${who}`
  if (effect === 'delete_user') return `Delete ${who}`
  if (effect === 'lift_changes_lock') return `Let ${who} change the account again`
  if (effect === 'take_back_undo') return `Reverse the last undo of ${who}`
  return `Change settings: ${JSON.stringify(wish)}`
}
