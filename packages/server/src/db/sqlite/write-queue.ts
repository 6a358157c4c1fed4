import type { CompiledQuery, QueryResult } from 'kysely'
import { asSeen, isBusy, isStorageFailure } from './failures.ts'
import type { Connection } from './handle.ts'
import { execute } from './statement.ts'

const groupSize = 64
/** Whoever waits on the storage is answered within two seconds (R139, R141). */
const jobMilliseconds = 2_000
const busyMilliseconds = 2_000

interface Waiting {
  start(job: Job): void
  refuse(error: unknown): void
}

/**
 * Group commit. Writes queued in one turn of the event loop share one transaction with a savepoint each, and are
 * acknowledged after its commit: one flush to disk for all of them. Rules:
 * - Jobs of a group run one after another; a job that fails goes back to its own savepoint and spoils no other.
 * - Nobody is answered, not even with an error, before the group has settled: a job may have read what others wrote.
 * - When the engine gave up the transaction (disk full, I/O error), every job of the group fails.
 */
export class WriteQueue {
  readonly #connection: Connection
  #waiting: Waiting[] = []
  #isRunning = false
  #whenIdle: (() => void) | undefined

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Resolves when it is this caller's turn; the caller then must release the job or roll it back. */
  begin(): Promise<Job> {
    return new Promise((start, refuse) => {
      this.#waiting.push({ start, refuse })
      if (this.#isRunning) return
      this.#isRunning = true
      setImmediate(() => void this.#run())
    })
  }

  idle(): Promise<void> {
    if (!this.#isRunning) return Promise.resolve()
    return new Promise((resolve) => {
      this.#whenIdle = resolve
    })
  }

  async #run(): Promise<void> {
    await this.#runGroup()
    if (this.#waiting.length > 0) {
      // Through the event loop, so that requests that arrived meanwhile join the next group.
      setImmediate(() => void this.#run())
      return
    }
    this.#isRunning = false
    this.#whenIdle?.()
  }

  async #runGroup(): Promise<void> {
    try {
      await this.#beginTransaction()
    } catch (error) {
      for (const waiting of this.#waiting.splice(0, groupSize)) waiting.refuse(asSeen(error))
      return
    }
    const group = new Group(this.#connection)
    for (let size = 0; size < groupSize && group.failure === undefined; size++) {
      const next = this.#waiting.shift()
      if (!next) break
      await group.run(next)
    }
    group.end()
  }

  /** Another process may hold the file: wait for it without holding up the event loop. */
  async #beginTransaction(): Promise<void> {
    let isLate = false
    const late = setTimeout(() => {
      isLate = true
    }, busyMilliseconds)
    try {
      for (;;) {
        try {
          return this.#connection.control('begin immediate')
        } catch (error) {
          if (!isBusy(error) || isLate) throw error
        }
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
    } finally {
      clearTimeout(late)
    }
  }
}

/** One shared transaction. */
class Group {
  readonly connection: Connection
  /** Resolves when the commit is on disk. */
  readonly settled: Promise<void>
  failure: unknown
  #resolve!: () => void
  #reject!: (error: unknown) => void

  constructor(connection: Connection) {
    this.connection = connection
    this.settled = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.settled.catch(() => {})
  }

  async run(waiting: Waiting): Promise<void> {
    try {
      this.connection.step('savepoint job')
    } catch (error) {
      this.failure ??= error
      return waiting.refuse(asSeen(error))
    }
    const job = new Job(this)
    const watchdog = setTimeout(() => job.abandon(), jobMilliseconds)
    waiting.start(job)
    await job.finished
    clearTimeout(watchdog)
  }

  end(): void {
    try {
      if (this.failure !== undefined) throw this.failure
      this.connection.control('commit')
      this.#resolve()
    } catch (error) {
      try {
        this.connection.step('rollback')
      } catch {
        // The engine has rolled back by itself.
      }
      this.#reject(asSeen(error))
    }
  }
}

/** One caller's share of a group: from its savepoint to its release. */
export class Job {
  readonly finished: Promise<void>
  readonly #group: Group
  #finish!: () => void
  #isOpen = true

  constructor(group: Group) {
    this.#group = group
    this.finished = new Promise((resolve) => {
      this.#finish = resolve
    })
  }

  execute<Row>(query: CompiledQuery): QueryResult<Row> {
    if (!this.#isOpen) throw new Error('This transaction has ended; nothing more can be done in it.')
    // After an I/O error the engine may be out of the transaction: a further statement would commit by itself.
    if (this.#group.failure !== undefined) throw asSeen(this.#group.failure)
    try {
      return execute<Row>(this.#group.connection, query)
    } catch (error) {
      if (isStorageFailure(error)) this.#group.failure ??= error
      throw asSeen(error)
    }
  }

  async release(): Promise<void> {
    if (!this.#isOpen) throw new Error('This transaction took too long and was rolled back.')
    this.#end(['release job'])
    await this.#group.settled
  }

  async rollBack(): Promise<void> {
    if (!this.#isOpen) return
    this.#end(['rollback to job', 'release job'])
    await this.#group.settled
  }

  /** A transaction that awaits anything but its own queries would hold up every other writer. */
  abandon(): void {
    if (this.#isOpen) this.#end(['rollback to job', 'release job'])
  }

  #end(steps: string[]): void {
    this.#isOpen = false
    try {
      for (const step of steps) this.#group.connection.step(step)
    } catch (error) {
      this.#group.failure ??= error
    }
    this.#finish()
  }
}
