import type { Settings, SettingsPatch } from '@countersign/contract'
import { type SignUpMode, signUpNotice } from './sign-up-modes.ts'

/** What this page decides: how people come in, and what holds for their sessions. */
export interface WaysIn {
  password: boolean
  email_code: boolean
  phone_code: boolean
  passkey: boolean
  device_trust: boolean
  single: boolean
  sign_up: SignUpMode
}

export function waysInOf({ first_factors, device_trust, sessions, sign_up }: Settings): WaysIn {
  const { password, email_code, phone_code, passkey } = first_factors
  return { password, email_code, phone_code, passkey, device_trust, single: sessions.single, sign_up }
}

/** Only what was changed, as the settings hold it. */
export function patchOf({ device_trust, single, sign_up, ...first_factors }: Partial<WaysIn>): SettingsPatch {
  return {
    ...(Object.keys(first_factors).length > 0 ? { first_factors } : {}),
    ...(device_trust === undefined ? {} : { device_trust }),
    ...(single === undefined ? {} : { sessions: { single } }),
    ...(sign_up === undefined ? {} : { sign_up }),
  }
}

/** One sentence for each thing that users will notice; none, then nothing is asked. */
export function noticedWords(changes: Partial<WaysIn>): string[] {
  const lines = {
    password:
      'Nobody signs in with a password any more. The passwords are kept, and count again if you switch this back on.',
    email_code: 'No codes for signing in are sent by e-mail any more.',
    phone_code: 'No codes for signing in are sent by SMS any more.',
    passkey: 'No passkey opens an account by itself any more. It stays a second factor where that is on.',
  }
  const lost = (Object.keys(lines) as (keyof typeof lines)[]).filter((way) => changes[way] === false)
  return [
    ...lost.map((way) => lines[way]),
    ...(changes.single === true ? ['Whoever adds a second account to a browser is signed out of the first.'] : []),
    ...(changes.sign_up === undefined ? [] : [signUpNotice(changes.sign_up)]),
  ]
}
