import type { SignInView } from '@countersign/contract'
import { codeAt, stepAt } from '../../factors/totp/totp.code.ts'
import { signWith } from './key.ts'
import type { Person } from './people.ts'
import type { Scratch } from './scratch.ts'
import { lastCode, type Told, type Visitor } from './visitor.ts'

export const attempts = '/client/sign_ins'

export const idOf = ({ response }: Told) => String(response?.['id'] ?? 'none')

export async function begin(visitor: Visitor, fields: Record<string, string>): Promise<string> {
  return idOf(await visitor.ask('POST', attempts, fields))
}

export async function first(visitor: Visitor, id: string, fields: Record<string, string>): Promise<string> {
  await visitor.ask('POST', `${attempts}/${id}/attempt_first_factor`, fields)
  return id
}

export async function second(visitor: Visitor, id: string, fields: Record<string, string>): Promise<void> {
  await visitor.ask('POST', `${attempts}/${id}/attempt_second_factor`, fields)
}

export async function byCode(
  visitor: Visitor,
  identifier: string,
  strategy: string,
  scratch: Scratch,
): Promise<string> {
  const id = await begin(visitor, { identifier, strategy })
  return first(visitor, id, { strategy, code: await lastCode(scratch, identifier) })
}

export async function reset(visitor: Visitor, identifier: string, strategy: string, scratch: Scratch): Promise<string> {
  const id = await byCode(visitor, identifier, strategy, scratch)
  await visitor.ask('POST', `${attempts}/${id}/reset_password`, { password: newPassword })
  return id
}

export const newPassword = 'a secret made anew'

/** What the passkey of this person signs for a step that has just been asked for; null where it was not, or they have none. */
export function signed(
  person: Person,
  asked: Told,
  step: 'first' | 'second',
  asks = true,
): Record<string, string> | null {
  const view = asked.response as unknown as SignInView | null
  const nonce = view?.[`${step}_factor_verification`]?.nonce
  if (!nonce || !person.key) return null
  return { strategy: 'passkey', public_key_credential: signWith(person.key, nonce, { origin: asked.origin, asks }) }
}

/** With what somebody in this state proves the second step; null where nobody can from here. */
export async function secondProof(
  visitor: Visitor,
  id: string,
  person: Person,
  scratch: Scratch,
): Promise<Record<string, string> | null> {
  const { state, secret, phone } = person
  const prepare = (strategy: string) => visitor.ask('POST', `${attempts}/${id}/prepare_second_factor`, { strategy })
  if (state.startsWith('app')) return { strategy: 'totp', code: codeAt(secret, stepAt(scratch.context.clock.now())) }
  if (state === 'passkey') return signed(person, await prepare('passkey'), 'second')
  if (state !== 'phone') return null
  await prepare('phone_code')
  return { strategy: 'phone_code', code: await lastCode(scratch, phone) }
}

/** Every proof that there is to give; somebody who owes none is in after the first. */
export async function signInWhole(
  visitor: Visitor,
  person: Person,
  scratch: Scratch,
  more: Record<string, string> = {},
): Promise<void> {
  const { email, password } = person
  const id = await begin(visitor, { identifier: email, password })
  const proof = await secondProof(visitor, id, person, scratch)
  if (proof) await second(visitor, id, { ...proof, ...more })
}
