import { openOrNote } from '../../audit/unreadable.ts'
import type { Context } from '../../context.ts'
import { type Drain, startDrain } from '../../lib/drain.ts'
import type { MailMessage, SmsMessage } from '../../transports/transport.ts'
import type { MessageRow } from '../messages.store.ts'
import { breakerOf } from './breaker.ts'
import { type Delivered, deliver, type Line } from './deliver.ts'
import { claimDue, isAnyDue, settle } from './outbox.store.ts'

/** For one provider to take one message. */
const usualTimeout = 5_000
const pollEvery = 250
const atOnce = 50
const leastLife = 60_000
/** Kept of a message; one that waits a day for its transport has hundreds. */
const mostFailures = 10

export type Worker = Drain

/** Sends what the outbox holds. Any number of processes may run one each (R137). */
export function startWorker(context: Context, { timeout = usualTimeout } = {}): Worker {
  const { sms, email } = context.senders
  const lines = {
    sms: sms.map((sender): Line<SmsMessage> => ({ sender, breaker: breakerOf(sender) })),
    email: email.map((sender): Line<MailMessage> => ({ sender, breaker: breakerOf(sender) })),
  }
  // Long enough for every transport to time out, so that a slow one is not taken for a dead process.
  const lease = (Math.max(2, sms.length, email.length) + 1) * (timeout + 1_000)
  const { db, clock, database } = context
  const drain = startDrain<MessageRow>({
    pollEvery,
    atOnce,
    isAnyDue: () => isAnyDue(db, clock.now()),
    claim: (most) => claimDue(db, { now: clock.now(), lease, most, skipLocked: database.engine === 'postgres' }),
    handle: (row) => sendRow(context, lines, row, timeout),
    failed(err, row) {
      if (row) context.log.error({ err, messageId: row.id }, 'a message could not be handled; it will be tried again')
      else context.log.warn({ err }, 'the outbox could not be read')
    },
  })
  return {
    wake: drain.wake,
    async stop() {
      await drain.stop()
      await Promise.all([...sms, ...email].map((sender) => sender.close()))
    },
  }
}

type Lines = { sms: Line<SmsMessage>[]; email: Line<MailMessage>[] }

async function sendRow(context: Context, lines: Lines, row: MessageRow, timeout: number): Promise<void> {
  const { clock, db } = context
  const life = () => (row.expires_at ?? Number.POSITIVE_INFINITY) - clock.now()
  const isFirst = row.tries === 1
  if (life() <= (isFirst ? 0 : leastLife)) {
    await settle(db, row.id, { status: 'expired', next_at: null, ...erased(row) })
    return
  }
  const options = { now: () => clock.now(), isWorthIt: () => life() > leastLife, timeout }
  const about = { context, now: clock.now(), instance: { id: row.instance_id } }
  const content = await openOrNote(about, () => openContent(context, row))
  if (content === null) {
    const problem = 'The stored message cannot be decrypted.'
    await settle(db, row.id, { status: 'refused', next_at: null, problem })
    return
  }
  const delivered =
    row.channel === 'sms'
      ? await deliver(lines.sms, toSms(row, content, life()), options)
      : await deliver(lines.email, toMail(row, content), options)
  await settle(db, row.id, changeOf(row, delivered, clock.now()))
  if (delivered.outcome !== 'sent')
    context.log.warn({ messageId: row.id, transport: delivered.transport, problem: delivered.problem }, 'not sent')
}

/** A message that nobody took waits longer each round: greylisting servers ask for minutes, dead providers for peace. */
function changeOf(row: MessageRow, delivered: Delivered, now: number) {
  const failures = JSON.stringify([...JSON.parse(row.failures), ...delivered.failures].slice(-mostFailures))
  if (delivered.outcome === 'failed') {
    const backOff = Math.min(5_000 * 2 ** (row.tries - 1), 300_000)
    return {
      next_at: now + Math.max(backOff, delivered.rest),
      transport: delivered.transport,
      problem: delivered.problem,
      failures,
    }
  }
  const isSent = delivered.outcome === 'sent'
  return {
    status: delivered.outcome,
    next_at: null,
    transport: delivered.transport,
    provider_id: isSent ? delivered.providerId : null,
    sent_at: isSent ? now : null,
    problem: isSent ? null : delivered.problem,
    failures,
    ...erased(row),
  }
}

/** Nobody needs the code any more, but for the inbox of a development instance (R18). */
function erased(row: MessageRow): { content_sealed?: '' } {
  return row.is_kept === 1 ? {} : { content_sealed: '' }
}

interface Content {
  subject: string
  body: string
  html?: string
}

function openContent({ keyring }: Context, row: MessageRow): Content {
  return JSON.parse(keyring.open(row.content_sealed, { purpose: 'message', row: row.id, owner: row.instance_id }))
}

function toSms(row: MessageRow, { body }: Content, life: number): SmsMessage {
  return {
    id: row.id,
    to: row.destination,
    body,
    country: row.country ?? '',
    createdAt: row.created_at,
    lifeSeconds: Number.isFinite(life) ? life / 1000 : null,
  }
}

function toMail(row: MessageRow, { subject, body, html }: Content): MailMessage {
  return { id: row.id, to: row.destination, subject, text: body, ...(html ? { html } : {}) }
}
