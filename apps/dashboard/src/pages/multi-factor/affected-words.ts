import type { Preview } from '../../api/views.ts'
import type { FactorSettings } from './factor-settings.ts'

const users = (count: number, one: string, many: string) => `${count} ${count === 1 ? `user ${one}` : `users ${many}`}`

/** One sentence for each thing that users will notice. */
export function affectedWords(changes: Partial<FactorSettings>, { affected, must_enrol }: Preview): string[] {
  const lines: string[] = []
  if (changes.totp === false && affected.totp > 0) {
    lines.push(
      `${users(affected.totp, 'uses', 'use')} an authenticator app. Sign-in will no longer ask for its code; it is kept, and asked for again if you switch this back on.`,
    )
  }
  if (changes.phone_code === false && affected.phone_code > 0) {
    lines.push(
      `${users(affected.phone_code, 'gets', 'get')} codes by SMS. Sign-in will no longer send them; the numbers are kept, and used again if you switch this back on.`,
    )
  }
  if (changes.passkey === false && affected.passkey > 0) {
    lines.push(
      `${users(affected.passkey, 'has', 'have')} a passkey. It will no longer be their second step; it stays stored and works again when you switch this back on.`,
    )
  }
  if (changes.backup_code === false && affected.backup_code > 0) {
    lines.push(
      `${users(affected.backup_code, 'has', 'have')} unused backup codes. They will not be accepted at sign-in while this is off.`,
    )
  }
  if (changes.required === true && must_enrol > 0) {
    lines.push(
      `${users(must_enrol, 'has', 'have')} no second factor yet. They must set one up before they can go on, also where they are signed in now.`,
    )
  }
  return lines
}
