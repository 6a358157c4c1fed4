export interface Drain {
  /** There may be something to do. */
  wake(): void
  /** Takes nothing more and waits for what is in hand. */
  stop(): Promise<void>
}

export interface DrainOptions<Row> {
  /** Whether anything is due, without a transaction: asked at every look. */
  isAnyDue(): Promise<boolean>
  /** Takes at most so many, for a lease. */
  claim(most: number): Promise<Row[]>
  handle(row: Row): Promise<void>
  /** Told what `handle` did not catch, without a row when the queue could not be read. */
  failed(err: unknown, row?: Row): void
  /** Between looks for work of other servers, and of processes that died. */
  pollEvery: number
  atOnce: number
  /** Claimed in one go; the rest is for the other processes. */
  batch?: number
}

/** Works off a queue of rows that any number of processes share. */
export function startDrain<Row>(options: DrainOptions<Row>): Drain {
  const { atOnce, batch = atOnce } = options
  const inHand = new Set<Promise<void>>()
  let isStopped = false
  let turn: Promise<void> | null = null
  let isWoken = false

  async function drain(): Promise<void> {
    while (!isStopped && (await options.isAnyDue())) {
      if (inHand.size >= atOnce) await Promise.race(inHand)
      for (const row of await options.claim(Math.min(batch, atOnce - inHand.size))) {
        const work = options.handle(row).catch((err: unknown) => options.failed(err, row))
        inHand.add(work)
        void work.finally(() => inHand.delete(work))
      }
    }
  }

  function wake(): void {
    if (isStopped) return
    if (turn) {
      isWoken = true
      return
    }
    isWoken = false
    turn = drain()
      .catch((err: unknown) => options.failed(err))
      .finally(() => {
        turn = null
        if (isWoken) wake()
      })
  }

  // What woke us may not be committed yet: the next look, a moment later, finds it.
  const timer = setInterval(wake, options.pollEvery)
  timer.unref()
  wake()
  return {
    wake,
    async stop() {
      isStopped = true
      clearInterval(timer)
      await turn
      await Promise.all(inHand)
    },
  }
}
