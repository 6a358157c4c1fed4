import type { Context } from '../context.ts'
import { sealEndpointUrls } from '../webhooks/seal-urls.ts'
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
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  let turn: Promise<void> = look()

  async function look(): Promise<void> {
    let rest = every
    try {
      rest = Math.min(every, await turnKeys(context, () => isStopped))
    } catch (err) {
      context.log.warn({ err }, 'the keys could not be looked after; it is tried again')
    }
    if (isStopped) return
    timer = setTimeout(() => {
      turn = look()
    }, rest)
    timer.unref()
  }

  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await turn
    },
  }
}

/** Resolves to the time after which there is something to do for certain. */
async function turnKeys(context: Context, isStopped: () => boolean): Promise<number> {
  const rest = await turnPeppers(context)
  await turnSigningKeys(context)
  await sealEndpointUrls(context)
  await turnMasterKeys(context, isStopped)
  return rest
}
