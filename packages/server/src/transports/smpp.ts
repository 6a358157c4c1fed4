import type { SmppConfig } from './parse.ts'
import { readReceipt, submitBody } from './smpp-bodies.ts'
import { hex, SmppLink, type SmppTiming } from './smpp-link.ts'
import { commands, FieldReader, type Pdu } from './smpp-pdu.ts'
import { type OnReceipt, requireNumber, type Sender, type SmsMessage, TransportError } from './transport.ts'

export interface SmppOptions {
  onReceipt?: OnReceipt
  timing?: SmppTiming
  /** PEM of an authority to trust instead of the public ones. */
  ca?: string
}

const usualTiming: SmppTiming = { enquireMs: 30_000, bindMs: 5000 }
const firstPause = 500
const longestPause = 60_000

/** SMPP 3.4, 5.1.3: the queue is full; too fast; no such destination. */
const queueFull = 0x14
const throttled = 0x58
const badDestination = 0x0b

/**
 * Keeps one connection, made with the first message and made again when it ends, because receipts arrive on it. The pause
 * between tries doubles until the connection has proved itself, so that a centre in trouble is not hammered.
 */
export function openSmpp(config: SmppConfig, options: SmppOptions = {}): Sender<SmsMessage> {
  const name = `smpp ${config.host}`
  const timing = options.timing ?? usualTiming
  let opening: Promise<SmppLink> | null = null
  let resting: NodeJS.Timeout | null = null
  let failures = 0
  const closing = new AbortController()

  function open(): Promise<SmppLink> {
    if (resting) clearTimeout(resting)
    resting = null
    const events = { onDeliver, onAlive: recover, onClose: rest }
    opening = SmppLink.open(name, config, timing, events, closing.signal, options.ca)
    // Whoever waits for it hears of it; a try that nobody waits for must not end the process.
    opening.catch(() => {})
    return opening
  }

  async function onDeliver(body: Buffer): Promise<boolean> {
    const receipt = readReceipt(body)
    return receipt === null || options.onReceipt === undefined || options.onReceipt({ transport: name, ...receipt })
  }

  function recover(): void {
    failures = 0
  }

  function rest(): void {
    opening = null
    if (closing.signal.aborted) return
    resting = setTimeout(open, pause()).unref()
    failures += 1
  }

  const pause = () => (failures === 0 ? 0 : Math.min(firstPause * 2 ** (failures - 1), longestPause))

  return {
    name,
    async send(message, signal) {
      requireNumber(message.to)
      if (closing.signal.aborted || signal.aborted)
        throw new TransportError('failed', `${name}: stopped before it connected`)
      // After the first loss it is tried at once: an idle connection may end at any time.
      if (!opening && resting && failures > 1)
        throw new TransportError('failed', `${name}: not connected`, Math.ceil(pause() / 1000))
      const link = await unlessAborted(opening ?? open(), signal, name)
      const answer = await link.request(commands.submitSm, submitBody(message, config.from), signal)
      if (answer.command !== commands.genericNack) recover()
      return { providerId: readId(name, answer) }
    },
    async close() {
      closing.abort()
      if (resting) clearTimeout(resting)
      const link = await opening?.catch(() => null)
      await link?.close()
    },
  }
}

function readId(name: string, { command, status, body }: Pdu): string | null {
  if (status === 0 && command !== commands.genericNack) return new FieldReader(body).cString() || null
  const told = `${name}: answered ${hex(status)}`
  if (status === badDestination) throw new TransportError('refused', told)
  throw new TransportError('failed', told, status === throttled || status === queueFull ? 1 : undefined)
}

/** The link is shared and goes on being opened; this message is not waiting for it any longer. */
function unlessAborted(opening: Promise<SmppLink>, signal: AbortSignal, name: string): Promise<SmppLink> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new TransportError('failed', `${name}: not connected in time`))
    signal.addEventListener('abort', stop, { once: true })
    opening.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
