import type { Context } from '../context.ts'
import { listInstances } from '../instances/instances.store.ts'
import { chainAll } from './chain.ts'
import { signIfDue } from './head.ts'
import { pruneSome } from './prune.ts'

const chainEvery = 2_000
const tendEvery = 60_000
const batchesPerTurn = 20

/** Links new entries within seconds; signs and shortens the chains once a minute, where it is due. Any number of processes may run one. */
export function startAuditChain(context: Context): { stop(): Promise<void> } {
  const { log } = context
  let turn: Promise<unknown> = Promise.resolve()
  let isBusy = false
  function run(work: () => Promise<unknown>) {
    if (isBusy) return
    isBusy = true
    turn = work()
      .catch((err: unknown) => log.warn({ err }, 'the audit log could not be chained; it will be tried again'))
      .finally(() => {
        isBusy = false
      })
  }
  const timers = [
    setInterval(() => run(() => chainAll(context)), chainEvery),
    setInterval(() => run(() => tendChains(context)), tendEvery),
  ]
  for (const timer of timers) timer.unref()
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await turn
    },
  }
}

/** One instance whose key is missing does not keep the others from being signed. */
export async function tendChains(context: Context): Promise<void> {
  await chainAll(context)
  for (const instance of await listInstances(context.db)) {
    try {
      await signIfDue(context, instance.id)
      for (let batch = 0; batch < batchesPerTurn && (await pruneSome(context, instance)); batch++);
    } catch (err) {
      context.log.warn({ err, instance: instance.id }, 'the audit log could not be signed or shortened')
    }
  }
}
