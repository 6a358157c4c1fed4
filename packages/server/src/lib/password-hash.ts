import { availableParallelism } from 'node:os'
import type { Keyring } from './keyring.ts'
import { createSlots } from './slots.ts'

export interface Hasher {
  hash(password: string): Promise<string>
  verify(password: string, phc: string): Promise<{ isRight: boolean; needsRehash: boolean }>
  /** Costs exactly what a check costs, for a user who does not exist or has no password (R44). */
  burn(password: string): Promise<void>
}

/** OWASP's first choice for argon2id. `algorithm` 2 is argon2id. */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const
const currentPrefix = `$argon2id$v=19$m=${parameters.memoryCost},t=${parameters.timeCost},p=${parameters.parallelism}$`

/**
 * Argon2id over the peppered password: a stolen database alone gives nothing to guess against. The password is
 * normalised first, because keyboards spell the same letters differently.
 */
export function createHasher(keyring: Pick<Keyring, 'mac'>, limits: { slots?: number; queue?: number } = {}): Hasher {
  const inSlot = createSlots({ slots: limits.slots ?? availableParallelism(), queue: limits.queue ?? 50 })
  const peppered = (password: string) => keyring.mac('password', password.normalize('NFC'))
  // Loaded with the first password: the native module would slow down every start.
  let loaded: Promise<typeof import('@node-rs/argon2')> | undefined
  const argon2 = () => {
    loaded ??= import('@node-rs/argon2')
    return loaded
  }
  const hash = (password: string) => inSlot(async () => (await argon2()).hash(peppered(password), parameters))

  return {
    hash,
    async verify(password, phc) {
      const isRight = await inSlot(async () => (await argon2()).verify(phc, peppered(password)))
      return { isRight, needsRehash: !phc.startsWith(currentPrefix) }
    },
    async burn(password) {
      await hash(password)
    },
  }
}
