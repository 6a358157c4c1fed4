import { AppError } from '@countersign/contract'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { takeOne } from '../limits/windows.store.ts'
import type { PhoneRow } from '../users/facts.ts'
import { takeFromBudget } from './budget.ts'
import type { Language } from './language.ts'
import { send } from './outgoing.ts'
import { smsNotice } from './templates.ts'
import { isTestAddress } from './test-addresses.ts'
import type { SmsNoticeName } from './texts/texts.ts'

const day = 86_400_000
const mostPerDay = 5

/**
 * Tells a number by SMS, without a link: links in an SMS are what thieves send. Where messages may not or no longer be sent there, the
 * mails have told already, and the change itself goes on (R22, R135).
 */
export async function sendSmsNotice(
  trx: Trx,
  scope: Scope,
  { number, country }: Pick<PhoneRow, 'number' | 'country'>,
  name: SmsNoticeName,
  language: Language,
): Promise<void> {
  const { context, instance, now } = scope
  const { countries } = instance.settings.sms
  if (isTestAddress(number, instance.environment)) return
  if (!countries.includes('*') && !countries.includes(country)) return
  const key = `send|${instance.id}|${context.keyring.mac('limit', `sms-notice|${number}`)}|${day}`
  if (!(await takeOne(trx, { key, now, length: day, most: mostPerDay })).isWithin) return
  try {
    await takeFromBudget(trx, scope, country)
  } catch (error) {
    if (error instanceof AppError) return
    throw error
  }
  const body = smsNotice({ language, application: instance.application.name, name })
  await send(trx, scope, { channel: 'sms', address: number, key: number, country }, { kind: name, subject: '', body })
}
