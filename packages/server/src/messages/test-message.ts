import { AppError } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { newId } from '../lib/ids.ts'
import type { MailMessage, Sender, SmsMessage } from '../transports/transport.ts'
import { readEmailAddress } from '../users/email-address.ts'
import { readPhoneNumber } from '../users/phone-number.ts'
import { chargedPrice } from './budget.ts'
import { oneLine } from './inserted.ts'
import { insertMessage } from './messages.store.ts'
import { type Tried, tryOnce } from './outbox/deliver.ts'
import type { Destination } from './outgoing.ts'
import { takeSend } from './send-limits.ts'
import { tallyRefusal, tallySent } from './sms-tally.ts'
import { isTestAddress } from './test-addresses.ts'

const timeout = 10_000

export interface TestWish {
  channel: 'sms' | 'email'
  /** Which transport of the channel, in the order they are tried. */
  position: number
  to: string
}

export type TestResult = Tried & { messageId: string; transport: string }

/**
 * Sends one message through one transport while the operator waits, past the outbox and past the breaker: what the provider says is the
 * answer. It takes from every limit and from the budget like any other message, or a stolen session could send without end.
 */
export async function sendTest(scope: Scope, operatorId: string, wish: TestWish): Promise<TestResult> {
  const { context, instance, now } = scope
  const sender = context.senders[wish.channel][wish.position]
  if (!sender) throw new AppError('resource_not_found')
  const to = readDestination(scope, wish)
  const id = newId('msg', context)
  try {
    await transact(context.db, async (trx) => {
      const asker = { kind: 'newcomer' } as const
      const spend = await takeSend(trx, scope, { to, purpose: 'test', user: { id: operatorId }, isSent: true, asker })
      const details = { message_id: id, channel: to.channel, transport: sender.name }
      await record(trx, scope, 'transport.tested', { actorId: operatorId, details })
      await spend()
      if (to.channel === 'sms') await tallySent(trx, scope, to.country, false)
    })
  } catch (error) {
    if (to.channel === 'sms') await tallyRefusal(scope, to.country, error)
    throw error
  }
  const words = wordsOf(instance.application.name)
  const tried =
    to.channel === 'sms'
      ? await tryOnce(
          sender as Sender<SmsMessage>,
          { id, to: to.address, body: words.body, country: to.country, createdAt: now, lifeSeconds: null },
          timeout,
        )
      : await tryOnce(
          sender as Sender<MailMessage>,
          { id, to: to.address, subject: words.subject, text: words.body },
          timeout,
        )
  await writeDown(scope, id, to, sender.name, tried)
  return { ...tried, messageId: id, transport: sender.name }
}

function readDestination({ instance }: Scope, { channel, to }: TestWish): Destination {
  const malformed = () => new AppError('form_param_format_invalid', { param_name: 'to' })
  const phone = channel === 'sms' ? readPhoneNumber(to, instance.environment) : null
  const email = channel === 'email' ? readEmailAddress(to) : null
  // Test addresses are promised that nothing is sent to them.
  if (isTestAddress(phone?.number ?? email?.key ?? '', instance.environment)) throw malformed()
  if (phone) return { channel: 'sms', address: phone.number, key: phone.number, country: phone.country }
  if (email) return { channel: 'email', ...email }
  throw malformed()
}

/** For an operator, so not in the languages of users. */
function wordsOf(application: string): { subject: string; body: string } {
  const name = oneLine(application).slice(0, 60)
  return {
    subject: `Test message – ${name}`,
    body: `Test message from ${name}: this transport works. There is nothing to do.`,
  }
}

/** Among the other messages, for whoever asks later where it went. */
async function writeDown(scope: Scope, id: string, to: Destination, transport: string, tried: Tried): Promise<void> {
  const { context, instance, now } = scope
  const isSent = tried.outcome === 'sent'
  const isKept = instance.environment === 'development'
  const content = JSON.stringify(wordsOf(instance.application.name))
  const row = {
    id,
    instance_id: instance.id,
    channel: to.channel,
    kind: 'test',
    destination: to.address,
    destination_key: to.key,
    content_sealed: isKept ? context.keyring.seal(content, { purpose: 'message', row: id, owner: instance.id }) : '',
    created_at: now,
    status: isSent ? ('sent' as const) : ('refused' as const),
    is_kept: isKept ? 1 : 0,
    country: to.channel === 'sms' ? to.country : null,
    tries: 1,
    next_at: null,
    expires_at: null,
    transport,
    provider_id: isSent ? tried.providerId : null,
    sent_at: isSent ? context.clock.now() : null,
    problem: isSent ? null : tried.problem,
    price: to.channel === 'sms' ? chargedPrice(scope, to.country) : 0,
    receipt: null,
    receipt_at: null,
  }
  await transact(context.db, (trx) => insertMessage(trx, row))
}
