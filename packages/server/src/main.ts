import { AppError } from '@countersign/contract'
import { startAuditChain } from './audit/worker.ts'
import { readConfig } from './config.ts'
import type { Context } from './context.ts'
import { sweep } from './db/cleanup.ts'
import { type DirectoryLock, lockDirectory } from './db/directory-lock.ts'
import { markFiles, raiseMark } from './db/high-water.ts'
import { makeFirstInstances } from './instances/bootstrap.ts'
import { startKeyWorker } from './keys/worker.ts'
import { systemClock } from './lib/clock.ts'
import type { Drain } from './lib/drain.ts'
import { plainFailure } from './lib/plain-failure.ts'
import { StartupError } from './lib/startup-error.ts'
import { startWorker } from './messages/outbox/worker.ts'
import { openContext } from './open-context.ts'
import { listen, type RunningServer } from './server.ts'
import { describeStart } from './start-text.ts'
import { warnOfUnsentMessages } from './start-warnings.ts'
import { startWebhooks } from './webhooks/worker.ts'

const sweepMilliseconds = 5 * 60_000
const markMilliseconds = 15_000
const commitMilliseconds = 10

/** Starts the server and stays until it is told to stop. What keeps it from starting is one plain message and exit code 1. */
export async function main(): Promise<void> {
  try {
    await run()
  } catch (error) {
    process.stderr.write(`${describe(error)}\n`)
    process.exitCode = 1
    // A half-open pool or a native handle must not keep a process alive that serves nobody.
    setTimeout(() => process.exit(1), 500).unref()
  }
}

async function run(): Promise<void> {
  const config = readConfig()
  const lock = config.database.kind === 'sqlite' ? await lockDirectory(config.dataDir, systemClock.now()) : null
  let context: Context | undefined
  try {
    context = await openContext(config)
    const first = await makeFirstInstances(context)
    const worker = startWorker(context)
    const webhooks = startWebhooks(context)
    const marking = await startMarking(context)
    // Told within the transaction that queues a message; a moment later it has been committed.
    context.onQueued = () =>
      void setTimeout(() => {
        worker.wake()
        webhooks.wake()
      }, commitMilliseconds)
    const chain = startAuditChain(context)
    const server = await listen(context)
    stopGently(
      context,
      { server, queues: [worker, webhooks, startKeyWorker(context), chain], timers: [startSweeping(context), marking] },
      lock,
    )
    process.stdout.write(await describeStart(context, first))
    await warnOfUnsentMessages(context)
  } catch (error) {
    // What runs in the background fails from here on, and would bury the reason.
    if (context) context.log.level = 'silent'
    await context?.database.close()
    lock?.release()
    throw error
  }
}

/** SIGTERM and SIGINT end the process without cutting anybody off; a bug nobody caught ends it too, with exit code 1 (R143). */
function stopGently(
  context: Context,
  { server, queues, timers }: { server: RunningServer; queues: Pick<Drain, 'stop'>[]; timers: { stop(): void }[] },
  lock: DirectoryLock | null,
): void {
  let isStopping = false
  const stop = async (code: number) => {
    if (isStopping) return
    isStopping = true
    for (const timer of timers) timer.stop()
    await server.stop()
    // What was promised to somebody a moment ago goes out; the rest waits in the database.
    await Promise.all(queues.map((queue) => queue.stop()))
    await context.database.close()
    lock?.release()
    process.exit(code)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(0))
  process.on('uncaughtException', (err: unknown) => {
    context.log.fatal({ err }, 'stopping after an unexpected error')
    void stop(1)
  })
  // A promise nobody waited for has harmed nobody's answer: it is a bug for the log, not a reason to drop everyone.
  process.on('unhandledRejection', (err: unknown) => context.log.error({ err }, 'a rejection was not handled'))
}

/** A database that goes back while we run was put back from a copy: nobody is served from it before that was settled. */
async function startMarking(context: Context): Promise<{ stop(): void }> {
  const files = markFiles(context.config)
  let seen = await raiseMark(context.db, { now: context.clock.now(), seen: 0, files })
  const mark = async () => {
    try {
      seen = await raiseMark(context.db, { now: context.clock.now(), seen, files })
    } catch (err) {
      if (!(err instanceof StartupError)) context.log.warn({ err }, 'the mark could not be raised; it is tried again')
      // Ends the process, as every error that nobody caught.
      else
        setImmediate(() => {
          throw err
        })
    }
  }
  const timer = setInterval(() => void mark(), markMilliseconds)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

function startSweeping(context: Context): { stop(): void } {
  const sweepNow = () =>
    sweep(context.db, context.clock.now()).catch((err: unknown) =>
      context.log.warn({ err }, 'expired rows could not be deleted'),
    )
  const timer = setInterval(sweepNow, sweepMilliseconds)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}

function describe(error: unknown): string {
  if (error instanceof StartupError) return error.message
  const plain = plainFailure(error) ?? (error instanceof AppError ? error.message : null)
  return `Countersign could not start: ${plain ?? (error instanceof Error ? (error.stack ?? error.message) : String(error))}`
}
