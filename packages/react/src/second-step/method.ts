import type { Factor, SecondStrategy } from '@countersign/js'

export type PhoneFactor = Extract<Factor, { strategy: 'phone_code' }>
/** One way to take the second step: each number is one of its own. */
export type Method = PhoneFactor | { strategy: 'passkey' } | { strategy: 'totp' } | { strategy: 'backup_code' }

/** The strongest first, the number that is the default before the others, backup codes last. */
export function methodsOf(factors: readonly Factor[]): Method[] {
  const phones = factors.filter((factor): factor is PhoneFactor => factor.strategy === 'phone_code')
  return [
    ...(has(factors, 'passkey') ? [{ strategy: 'passkey' } as const] : []),
    ...(has(factors, 'totp') ? [{ strategy: 'totp' } as const] : []),
    ...phones.filter((phone) => phone.default),
    ...phones.filter((phone) => !phone.default),
    ...(has(factors, 'backup_code') ? [{ strategy: 'backup_code' } as const] : []),
  ]
}

const has = (factors: readonly Factor[], wanted: SecondStrategy) => factors.some(({ strategy }) => strategy === wanted)

/** Every answer of the server brings new objects for the same methods. */
export const keyOf = (method: Method) => (method.strategy === 'phone_code' ? method.phoneNumberId : method.strategy)
