import { Badge, Button, List, ListItem, VisuallyHidden } from '@countersign/ui'
import type { SentMessage } from '../../api/message-views.ts'
import { Moment } from '../../sms/moment.tsx'
import { money } from '../../sms/money.ts'
import { kindWords, standingOf, toneOf } from './message-words.ts'

export interface MessageListProps {
  messages: readonly SentMessage[]
  onOpen: (message: SentMessage) => void
}

export function MessageList({ messages, onOpen }: MessageListProps) {
  return (
    <List label="Messages">
      {messages.map((message) => (
        <ListItem
          key={message.id}
          title={
            <span data-slot="message-title">
              <bdi>{message.to}</bdi> <Badge tone={toneOf(message)}>{standingOf(message)}</Badge>
            </span>
          }
          detail={<Detail message={message} />}
          actions={
            <Button small onClick={() => onOpen(message)}>
              Details <VisuallyHidden>of the message to {message.to}</VisuallyHidden>
            </Button>
          }
        />
      ))}
    </List>
  )
}

function Detail({ message }: { message: SentMessage }) {
  const facts = [
    kindWords(message.kind),
    message.channel === 'sms' ? 'SMS' : 'E-mail',
    ...(message.transport ? [message.transport] : []),
    ...(message.price > 0 ? [money(message.price)] : []),
  ]
  return (
    <>
      {facts.join(' · ')} · <Moment at={message.created_at} />
    </>
  )
}
