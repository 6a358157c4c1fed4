import { type Clock, systemClock } from '../lib/clock.ts'
import type { MailSender } from './mail-sender.ts'
import type { MailTransportConfig, SmsTransportConfig } from './parse.ts'
import type { MailMessage, OnReceipt, Sender, SmsMessage } from './transport.ts'

export interface SmsOptions {
  clock?: Clock
  onReceipt?: OnReceipt
}

/** In the order they are tried. The inbox is no sender: it is left out, and its owner is the caller. */
export async function openSmsSenders(
  configs: readonly SmsTransportConfig[],
  options: SmsOptions = {},
): Promise<Sender<SmsMessage>[]> {
  const senders = await Promise.all(configs.map((config) => openSms(config, options)))
  return senders.filter((sender) => sender !== null)
}

/** Drivers are loaded when they are configured: what nobody uses costs neither memory nor start-up. */
export async function openSms(
  config: SmsTransportConfig,
  options: SmsOptions = {},
): Promise<Sender<SmsMessage> | null> {
  const clock = options.clock ?? systemClock
  switch (config.kind) {
    case 'inbox':
      return null
    case 'twilio':
      return (await import('./twilio.ts')).openTwilio(config)
    case 'webhook':
      return (await import('./webhook.ts')).openWebhook(config, clock)
    case 'sns':
      return (await import('./sns.ts')).openSns(config, clock)
    case 'smpp':
      return (await import('./smpp.ts')).openSmpp(config, options.onReceipt ? { onReceipt: options.onReceipt } : {})
  }
}

export interface MailOptions {
  /** PEM of an authority to trust instead of the public ones. */
  ca?: string
}

/** `from` is an address, or a name with one in angle brackets. Null for the inbox. */
export async function openMailSender(
  config: MailTransportConfig,
  from: MailSender,
  options: MailOptions = {},
): Promise<Sender<MailMessage> | null> {
  if (config.kind === 'inbox') return null
  return (await import('./smtp.ts')).openSmtp(config, from, options)
}
