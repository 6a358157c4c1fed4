import type { Context } from '../context.ts'
import { turnPeppers } from './rotate-pepper.ts'
import { turnSigningKeys } from './rotate-signing.ts'
import { turnMasterKeys } from './turn-master.ts'

const every = 15_000

export interface KeyWorker {
  /** Waits for the turn in hand. */
  stop(): Promise<void>
}

/** Does what time does to keys. Any number of processes may run one each. */
export function startKeyWorker(context: Context): KeyWorker {
  let turn = Promise.resolve()
  let isBusy = false
  let isStopped = false
  const look = () => {
    if (isBusy) return
    isBusy = true
    turn = turnKeys(context, () => isStopped)
      .catch((err: unknown) => context.log.warn({ err }, 'the keys could not be looked after; it is tried again'))
      .finally(() => {
        isBusy = false
      })
  }
  const timer = setInterval(look, every)
  timer.unref()
  look()
  return {
    async stop() {
      isStopped = true
      clearInterval(timer)
      await turn
    },
  }
}

export async function turnKeys(context: Context, isStopped?: () => boolean): Promise<void> {
  await turnPeppers(context)
  await turnSigningKeys(context)
  await turnMasterKeys(context, isStopped)
}
