import type { Settings } from '@countersign/contract'
import type { Context } from './context.ts'
import { listInstances } from './instances/instances.store.ts'

/**
 * In production the inbox shows nothing, so with no transport a message is written and read by nobody. Told once, at the start:
 * whoever tries out a production instance on a desk may mean it.
 */
export async function warnOfUnsentMessages(context: Context): Promise<void> {
  const { senders, db, log } = context
  const serving = (await listInstances(db)).filter(
    ({ environment, application }) => environment === 'production' && application.kind === 'customer',
  )
  const texting = serving.filter(({ settings }) => usesSms(settings))
  const unset = [
    ...(senders.email.length === 0 && serving.length > 0 ? ['COUNTERSIGN_MAIL'] : []),
    ...(senders.sms.length === 0 && texting.length > 0 ? ['COUNTERSIGN_SMS'] : []),
  ]
  if (unset.length === 0) return
  const instances = (unset.includes('COUNTERSIGN_MAIL') ? serving : texting).map(({ slug }) => slug)
  log.warn(
    { instances: instances.slice(0, 10) },
    `Production instances are served here, but there is no transport in ${unset.join(' and ')}: their codes go to nobody. ` +
      'Set one of docs/reference/configuration.md and start again.',
  )
}

function usesSms({ multi_factor, first_factors }: Settings): boolean {
  return multi_factor.phone_code || first_factors.phone_code
}
