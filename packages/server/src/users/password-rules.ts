import { AppError } from '@countersign/contract'
import type { Scope } from '../http/scope.ts'
import { isCompromised, type UserFacts } from './facts.ts'

const mostCodePoints = 256
const mostBytes = 1024
/** Spaces of every kind and marks that show nothing; U+2800 is the empty Braille pattern. */
const blank = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]*$/u

type User = Pick<UserFacts['user'], 'username'> & Partial<UserFacts['user']>
type Known = { user?: User | undefined; emails?: readonly { address: string }[] }

/**
 * Refuses a password that is too short, too long, blank or too easily guessed, and says which (R41, R42). Length counts code points after NFC;
 * nothing is asked about kinds of characters, and nothing is ever cut off. One that others know is not set again.
 */
export async function checkPassword(scope: Scope, password: string, known: Known = {}): Promise<void> {
  const text = password.normalize('NFC')
  const { min_length } = scope.instance.settings.password
  const length = [...text].length
  if (length < min_length) throw new AppError('form_password_length_too_short', { min_length })
  if (length > mostCodePoints || Buffer.byteLength(text) > mostBytes)
    throw new AppError('form_password_size_in_bytes_exceeded')
  if (blank.test(text)) throw new AppError('form_password_blank')
  const folded = text.toLowerCase()
  // With nothing but digits and signs behind it, such a word is as easily guessed.
  const isContext = contextWords(scope, known).some(
    (word) => folded.startsWith(word) && /^[\p{N}\p{P}\p{S}\s]*$/u.test(folded.slice(word.length)),
  )
  if (known.user && (await isKnownToOthers(scope, text, known.user))) throw new AppError('form_password_pwned')
  if (isContext || (await commonPasswords()).has(folded)) throw new AppError('form_password_pwned')
}

async function isKnownToOthers(scope: Scope, text: string, user: User): Promise<boolean> {
  const { password_hash, password_compromised_at = null, password_updated_at = null } = user
  if (!password_hash || !isCompromised({ password_compromised_at, password_updated_at })) return false
  return (await scope.context.hasher.verify(text, password_hash)).isRight
}

/** Words an attacker who knows the account tries first. */
function contextWords(scope: Scope, { user, emails = [] }: Known): string[] {
  const words = [scope.instance.application.name, scope.instance.slug, user?.username ?? '']
  for (const { address } of emails) words.push(address, address.slice(0, address.lastIndexOf('@')))
  return words.map((word) => word.toLowerCase()).filter((word) => word.length >= 4)
}

let list: Promise<ReadonlySet<string>> | undefined

/** The list of common passwords, read when the first password is set: it costs start-up time and memory otherwise. */
export function commonPasswords(): Promise<ReadonlySet<string>> {
  list ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common']))
  return list
}
