export interface Recent {
  note(key: string, now: number): void
  has(key: string, now: number): boolean
}

/** Remembers keys for a while, and the newest `most` of them at the most. */
export function createRecent(milliseconds: number, most: number): Recent {
  const noted = new Map<string, number>()
  return {
    note(key, now) {
      // To the end: what is first was noted longest ago.
      noted.delete(key)
      noted.set(key, now)
      if (noted.size <= most) return
      const [oldest] = noted.keys()
      if (oldest !== undefined) noted.delete(oldest)
    },
    has(key, now) {
      const at = noted.get(key)
      if (at === undefined) return false
      if (now - at < milliseconds) return true
      noted.delete(key)
      return false
    },
  }
}
