import { Dialog } from '@countersign/ui'
import { Loaded } from '../../api/loaded.tsx'
import type { MessageContent, MessageTrail } from '../../api/message-views.ts'
import { useMessageTrail } from '../../api/queries.ts'
import { Fact } from '../../shell/fact.tsx'
import { countryName } from '../../sms/countries.ts'
import { Moment } from '../../sms/moment.tsx'
import { money } from '../../sms/money.ts'
import { kindWords, receiptWords, statusWords, stepWords } from './message-words.ts'

export interface MessageDialogProps {
  instanceId: string
  messageId: string
  isOpen: boolean
  onClose: () => void
  returnFocus: () => HTMLElement | null
}

/** One message's way, for the user who asks where their code is. */
export function MessageDialog({ instanceId, messageId, isOpen, onClose, returnFocus }: MessageDialogProps) {
  const query = useMessageTrail(instanceId, messageId)
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      returnFocus={returnFocus}
      title="Message details"
    >
      <Loaded query={query}>
        {(message) => (
          <>
            {message.content ? <Content content={message.content} /> : null}
            <Trail message={message} />
          </>
        )}
      </Loaded>
    </Dialog>
  )
}

/** Development instances only. */
function Content({ content: { subject, body, code, link } }: { content: MessageContent }) {
  return (
    <dl data-slot="facts" data-narrow="">
      {code ? (
        <Fact name="Code" copied={code}>
          <code>{code}</code>
        </Fact>
      ) : null}
      {link ? (
        <Fact name="Link" copied={link}>
          <a href={link}>{link}</a>
        </Fact>
      ) : null}
      {subject ? <Fact name="Subject">{subject}</Fact> : null}
      <Fact name="Text">
        <span data-slot="message-text">{body}</span>
      </Fact>
    </dl>
  )
}

function Trail({ message }: { message: MessageTrail }) {
  return (
    <dl data-slot="facts">
      <Fact name="Sent to">
        <bdi>{message.to}</bdi>
        {message.country ? ` (${countryName(message.country)})` : ''}
      </Fact>
      <Fact name="Kind">{`${kindWords(message.kind)}, by ${message.channel === 'sms' ? 'SMS' : 'e-mail'}`}</Fact>
      <Fact name="Status">{statusWords[message.status]}</Fact>
      {message.problem ? <Fact name="Last problem">{message.problem}</Fact> : null}
      {message.receipt ? <Fact name="Receipt">{receiptWords[message.receipt]}</Fact> : null}
      {message.transport ? <Fact name="Transport">{message.transport}</Fact> : null}
      {message.provider_id ? (
        <Fact name="Provider’s id">
          <code>{message.provider_id}</code>
        </Fact>
      ) : null}
      {message.price > 0 ? <Fact name="Price">{money(message.price)}</Fact> : null}
      {message.tries > 0 ? <Fact name="Rounds of tries">{message.tries}</Fact> : null}
      {message.failures.map(({ at, transport, problem }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two tries of one moment differ in nothing else
        <Fact key={index} name={`Failed by ${transport}`}>
          <Moment at={at} />: {problem}
        </Fact>
      ))}
      {message.trail.map(({ what, at }) => (
        <Fact key={what} name={stepWords[what]}>
          <Moment at={at} />
        </Fact>
      ))}
    </dl>
  )
}
