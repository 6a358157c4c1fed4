import type { Preview } from '../../api/views.ts'
import type { FactorSettings } from './factor-settings.ts'

const users = (count: number, one: string, many: string) =>
  `${count.toLocaleString('en')} ${count === 1 ? `user ${one}` : `users ${many}`}`

/** One sentence for each thing that users will notice. */
export function affectedWords(changes: Partial<FactorSettings>, preview: Preview): string[] {
  return [...switchedOff(preview), ...switchedOn(preview), ...demanded(changes, preview)]
}

function switchedOff({ affected }: Preview): string[] {
  const lines: string[] = []
  if (affected.totp > 0) {
    lines.push(
      `${users(affected.totp, 'uses', 'use')} an authenticator app. Sign-in will no longer ask for its code; it is kept, and asked for again if you switch this back on.`,
    )
  }
  if (affected.phone_code > 0) {
    lines.push(
      `${users(affected.phone_code, 'gets', 'get')} codes by SMS. Sign-in will no longer send them; the numbers are kept, and used again if you switch this back on.`,
    )
  }
  if (affected.passkey > 0) {
    lines.push(
      `${users(affected.passkey, 'has', 'have')} a passkey. It will no longer be their second step; it stays stored and works again when you switch this back on.`,
    )
  }
  if (affected.backup_code > 0) {
    lines.push(
      `${users(affected.backup_code, 'has', 'have')} unused backup codes. They will not be accepted at sign-in while this is off.`,
    )
  }
  return lines
}

/** A factor that was set up while it was on, or for another purpose, counts at once (S11). */
function switchedOn({ restored, asked }: Preview): string[] {
  const lines: string[] = []
  if (asked > 0) {
    lines.push(`${users(asked, 'is', 'are')} asked for a second factor from the next sign-in on.`)
  }
  if (restored.totp > 0) {
    lines.push(`${users(restored.totp, 'has', 'have')} an authenticator app, which sign-in accepts as a second factor.`)
  }
  if (restored.phone_code > 0) {
    lines.push(`${users(restored.phone_code, 'has', 'have')} a phone number to which sign-in sends SMS codes.`)
  }
  if (restored.passkey > 0) {
    lines.push(`${users(restored.passkey, 'has', 'have')} a passkey, which sign-in accepts as a second factor.`)
  }
  if (restored.backup_code > 0) {
    lines.push(`${users(restored.backup_code, 'has', 'have')} unused backup codes, which sign-in accepts.`)
  }
  return lines
}

/** A factor that goes or comes changes what rules ask as well. */
function demanded({ required }: Partial<FactorSettings>, { must_enrol, locked_out }: Preview): string[] {
  const lines: string[] = []
  if (must_enrol > 0) {
    lines.push(
      required === true
        ? `${users(must_enrol, 'has', 'have')} no second factor yet. They must set one up before they can go on, also where they are signed in now.`
        : `${users(must_enrol, 'lacks', 'lack')} a second factor that is required. They must set one up, at once or when their grace period ends.`,
    )
  }
  if (locked_out > 0) {
    lines.push(
      `${users(locked_out, 'can', 'can')} no longer sign in: a policy refuses them, or they have no verified address to set up a second factor with.`,
    )
  }
  return lines
}
