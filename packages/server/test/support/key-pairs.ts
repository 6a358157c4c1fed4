import { type KeyPair, systemRandom } from '../../src/lib/random.ts'

/** Real keys that earlier apps of this process made. A third of the run's time went into making new ones for each. */
const made: Promise<KeyPair>[] = []

/** Key pairs for one app: never the same one twice within it, so no two of its instances share a key. */
export function sparedKeyPairs(): () => Promise<KeyPair> {
  let used = 0
  return () => {
    const at = used++
    made[at] ??= systemRandom.rsaKeyPair()
    return made[at]
  }
}
