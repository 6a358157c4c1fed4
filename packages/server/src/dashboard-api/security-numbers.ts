import {
  type FixedNumber,
  fixedStandards,
  type MeasuredBy,
  meets,
  type NumberUnit,
  type Settings,
  type Standard,
  settingStandards,
} from '@countersign/contract'
import { defaultSettings, settingsSchema } from '@countersign/contract/settings'
import { z } from 'zod'
import { keptFor } from '../changes/before.ts'
import { linkLife } from '../changes/kept.ts'
import { codeBits, setSize } from '../factors/backup-code/backup-code.code.ts'
import { challengeLife } from '../factors/passkey/passkey.options.ts'
import { totpProfile } from '../factors/totp/totp.code.ts'
import { pendingLife } from '../flows/enrolment/begin-app.ts'
import { mostPasskeys } from '../flows/enrolment/passkeys.ts'
import { attemptLife } from '../flows/sign-in/sign-in.ts'
import { failuresPerHour } from '../limits/backup-tries.ts'
import { mostAddresses } from '../users/new-email.ts'
import { mostNumbers } from '../users/new-phone.ts'

type Schema = z.core.JSONSchema.BaseSchema

export interface SecurityNumber {
  /** Of a setting, where it stands in the settings. */
  name: string
  meaning: string
  value: number
  unit: NumberUnit | null
  /** Null for what nobody may choose. */
  bounds: { least: number; most: number; usual: number } | null
  standards: (Standard & { is_met: boolean })[]
}

const minute = 60_000
const hour = 60 * minute
const unmeasured: { unit: null; standards: readonly Standard[] } = { unit: null, standards: [] }
/** What costs money, and which pages are shown, is no number of security. */
const elsewhere = /^(?:sms\.|component_version$)/

/** Every lifetime and limit of an instance, with its bounds and the standards that name one: a setting that is added later comes by itself. */
export function securityNumbers(settings: Settings): SecurityNumber[] {
  return [...chosenNumbers(z.toJSONSchema(settingsSchema), settings, defaultSettings, ''), ...fixedNumbers()]
}

function chosenNumbers(schema: Schema, values: unknown, usual: unknown, prefix: string): SecurityNumber[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    if (typeof property === 'boolean') return []
    const of = (object: unknown) => (object as Record<string, unknown>)[key]
    const name = `${prefix}${key}`
    if (property.type === 'object') return chosenNumbers(property, of(values), of(usual), `${name}.`)
    if (property.type !== 'integer' || elsewhere.test(name)) return []
    const bounds = { least: property.minimum ?? 0, most: property.maximum ?? 0, usual: Number(of(usual)) }
    return [
      measured(name, property.description ?? '', Number(of(values)), bounds, settingStandards[name] ?? unmeasured),
    ]
  })
}

function measured(
  name: string,
  meaning: string,
  value: number,
  bounds: SecurityNumber['bounds'],
  { unit, standards }: MeasuredBy | typeof unmeasured,
): SecurityNumber {
  const compared = standards.map((standard) => ({ ...standard, is_met: meets(value, standard) }))
  return { name, meaning, value, unit, bounds, standards: compared }
}

/** From the constants that the code itself goes by. */
const fixed: Record<FixedNumber, [value: number, meaning: string]> = {
  totp_steps: [totpProfile.window, 'Steps of 30 seconds that a code of an app may be early or late.'],
  totp_secret: [totpProfile.secretBytes * 8, 'Length of the secret of an authenticator app.'],
  backup_codes: [setSize, 'Backup codes in a set.'],
  backup_code: [codeBits, 'What a guesser of one backup code has to guess.'],
  backup_tries: [failuresPerHour, 'Wrong backup codes of a user in an hour.'],
  sign_in: [attemptLife / minute, 'From the first step of a sign-in to the last.'],
  enrolment: [pendingLife / minute, 'Time to confirm an authenticator app.'],
  passkey_challenge: [challengeLife / minute, 'Time to answer with a passkey.'],
  undo_link: [linkLife / hour, 'How long “This wasn’t me” works.'],
  undo_kept: [keptFor / (24 * hour), 'How long changes stay frozen after it, and what it took off is kept.'],
  passkeys: [mostPasskeys, 'Most passkeys of a user.'],
  phones: [mostNumbers, 'Most phone numbers of a user.'],
  addresses: [mostAddresses, 'Most e-mail addresses of a user.'],
}

function fixedNumbers(): SecurityNumber[] {
  const names = Object.keys(fixed) as FixedNumber[]
  return names.map((name) => measured(name, fixed[name][1], fixed[name][0], null, fixedStandards[name]))
}
