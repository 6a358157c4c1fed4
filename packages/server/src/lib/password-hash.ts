import { availableParallelism } from 'node:os'
import { createFairQueue, type Guest } from './fair-queue.ts'
import { anySalt, derive } from './foreign-hash/derive.ts'
import { isForeignMac, readForeign } from './foreign-hash/foreign-hash.ts'
import { readShape } from './foreign-hash/shape.ts'
import { type Macs, pepperIn } from './peppers.ts'

export interface Hasher {
  hash(password: string): Promise<string>
  /** `alike` is the work of a foreign hash that is done for a hash of our own, where others of the instance still cost it (R44). */
  verify(password: string, stored: string, alike?: string | null): Promise<{ isRight: boolean; needsRehash: boolean }>
  /** Costs exactly what a check costs, for a user who does not exist or has no password (R44). */
  burn(password: string, alike?: string | null): Promise<void>
  /**
   * Takes a place in the queue before anything is spent on a request, or throws `server_busy`. What comes back hashes in that place, and is
   * never refused for want of room unless somebody more urgent was let in instead.
   */
  enter(guest: Guest): { hasher: Hasher; leave(): void }
}

/** What one hash takes: KiB of memory, and passes over it. */
export interface Work {
  memoryCost: number
  timeCost: number
}

/** OWASP's first choice for argon2id. Only tests that check something else hash with less. */
export const fullWork: Work = { memoryCost: 19_456, timeCost: 2 }

/**
 * Argon2id over the peppered password: a stolen database alone gives nothing to guess against. The password is
 * normalised first, because keyboards spell the same letters differently. In front of the hash stands the name of the
 * pepper, if it has one; under an older one, the next sign-in makes it anew.
 */
export function createHasher(keyring: Macs, limits: { slots?: number; queue?: number; work?: Work } = {}): Hasher {
  const { memoryCost, timeCost } = limits.work ?? fullWork
  // `algorithm` 2 is argon2id.
  const parameters = { algorithm: 2, memoryCost, timeCost, parallelism: 1, outputLen: 32 } as const
  const currentPrefix = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=1$`
  const slots = limits.slots ?? usualSlots()
  const room = slots + (limits.queue ?? 50)
  const queue = createFairQueue({ slots, room })
  /** Of whoever took no place before: it waits among the strangers, for each check anew. */
  const unplaced = { key: '', rank: 1, most: room } as const
  type InSlot = <Result>(work: () => Promise<Result>) => Promise<Result>
  const inPlaceOfItsOwn: InSlot = async (work) => {
    const place = queue.enter(unplaced)
    try {
      return await place.run(work)
    } finally {
      place.leave()
    }
  }
  const peppered = (pepper: string, password: string) => keyring.macUnder(pepper, 'password', password.normalize('NFC'))
  // Loaded with the first password: the native module would slow down every start.
  let loaded: Promise<typeof import('@node-rs/argon2')> | undefined
  const argon2 = () => {
    loaded ??= import('@node-rs/argon2')
    return loaded
  }
  const hashNow = async (password: string) => {
    const pepper = keyring.newestPepper()
    const mac = peppered(pepper, password)
    if (mac === null) throw new Error('The pepper in use is gone.')
    return pepper + (await (await argon2()).hash(mac, parameters))
  }
  const burnForeignNow = async (password: string, alike: string | null) => {
    const shape = alike === null ? null : readShape(alike)
    if (shape) await derive(password, shape, anySalt(shape))
  }
  const verifyNow = async (password: string, stored: string, alike: string | null) => {
    const foreign = readForeign(stored)
    if (foreign) {
      const digest = await derive(password, foreign.shape, foreign.salt)
      const isRight = isForeignMac(keyring, digest, foreign.mac)
      // The right one is hashed anew by whoever signs in with it: the same work.
      if (!isRight) await hashNow(password)
      return { isRight, needsRehash: true }
    }
    const pepper = pepperIn(stored)
    const phc = stored.slice(pepper.length)
    const mac = peppered(pepper, password)
    // Under a pepper that is gone nothing is right, and it takes as long to find out.
    const isRight = (await (await argon2()).verify(phc, mac ?? '')) && mac !== null
    await burnForeignNow(password, alike)
    return { isRight, needsRehash: !stored.startsWith(keyring.newestPepper() + currentPrefix) }
  }
  /** A check is one work from its beginning to its end: were it refused half-way, a wrong guess would be evaluated and then given back (R7). */
  const hasherIn = (inSlot: InSlot): Hasher => ({
    hash: (password) => inSlot(() => hashNow(password)),
    verify: (password, stored, alike = null) => inSlot(() => verifyNow(password, stored, alike)),
    burn: (password, alike = null) =>
      inSlot(async () => {
        await hashNow(password)
        await burnForeignNow(password, alike)
      }),
    enter(guest) {
      const place = queue.enter(guest)
      return { hasher: hasherIn((work) => place.run(work)), leave: () => place.leave() }
    },
  })
  return hasherIn(inPlaceOfItsOwn)
}

/** One processor is left to everything else, where there is another: requests that hash nothing must not wait for those that do (R140). */
function usualSlots(): number {
  return Math.max(1, availableParallelism() - 1)
}
