import type {
  MessagePreviews,
  MessageTrail,
  Pause,
  SmsState,
  Spending,
  TestOutcome,
  Transport,
} from '../api/message-views.ts'
import { Refused } from './refused.ts'

/** What the stand-in server knows of messages. */
export interface Messaging {
  /** Newest first; a page is two of them. */
  messages: MessageTrail[]
  state: SmsState
  spending: Spending
  pauses: Pause[]
  transports: Transport[]
  outcome: Pick<TestOutcome, 'outcome' | 'problem'>
  previews: MessagePreviews
}

export const at = 1_790_000_000_000
const none = { sent: 0, notices: 0, answered: 0, refused: 0, spent: 0, saved: 0 }

export function someMessage(fields: Partial<MessageTrail> = {}): MessageTrail {
  return {
    ...{ id: 'msg_1', channel: 'sms', kind: 'code', to: '+49 *******6789', country: 'DE', transport: 'twilio' },
    ...{ status: 'sent', price: 0.075, receipt: null, created_at: at, provider_id: 'SM1', tries: 1, problem: null },
    failures: [],
    content: null,
    trail: [
      { what: 'created', at },
      { what: 'sent', at: at + 1000 },
    ],
    ...fields,
  }
}

export function createMessaging(given: Partial<Messaging> = {}): Messaging {
  return {
    messages: [],
    state: { budget_level: 0, paused: 0 },
    spending: {
      days: Array.from({ length: 7 }, (_, index) => ({ day: `2026-11-${18 + index}`, ...none })),
      countries: [],
      budget: { used: 0, most: 50, level: 0, resets_at: at },
      is_paid: true,
    },
    pauses: [],
    transports: [],
    outcome: { outcome: 'sent', problem: null },
    previews: { email: [], sms: [] },
    ...given,
  }
}

/** Undefined for what is not about messages. */
export function messagingAnswer(
  facts: Messaging,
  [part, ...rest]: string[],
  query: URLSearchParams,
  body?: Record<string, unknown>,
): unknown {
  const [what = '', id] = rest
  if (part === 'messages') return what === '' ? pageOf(facts, query) : facts.messages.find((each) => each.id === what)
  if (part === 'message-previews') return facts.previews
  if (part === 'transports') {
    if (what === '') return facts.transports
    const transport = facts.transports.find(({ position }) => position === body?.['position'])
    return { ...facts.outcome, transport: transport?.name ?? '', message_id: 'msg_t', provider_id: null }
  }
  if (part !== 'sms') return undefined
  if (what === '') return facts.state
  if (what === 'spending') return facts.spending
  if (id === undefined) return facts.pauses
  const lifted = facts.pauses.find((each) => each.id === id)
  if (!lifted) throw new Refused(404, 'resource_not_found', 'There is nothing here.')
  Object.assign(lifted, { is_paused: false, lifted_at: at })
  facts.state = { ...facts.state, paused: 0 }
  return { id, lifted: true }
}

function pageOf({ messages }: Messaging, query: URLSearchParams) {
  const fits = (name: 'channel' | 'status' | 'to') => (message: MessageTrail) =>
    !query.get(name) || message[name] === query.get(name)
  const found = messages.filter(fits('channel')).filter(fits('status')).filter(fits('to'))
  const first = found.findIndex(({ id }) => id === query.get('before')) + 1
  const page = found.slice(first, first + 2)
  return { messages: page, next: first + 2 < found.length ? page.at(-1)?.id : null }
}
