import './messages.css'
import { Banner } from '@countersign/ui'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { LoadedPages } from '../../api/loaded-pages.tsx'
import type { MessageFilter, SentMessage } from '../../api/message-views.ts'
import { useMessageList } from '../../api/queries.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { useOpened } from '../../shell/use-opened.ts'
import { MessageDialog } from './message-dialog.tsx'
import { MessageFilters } from './message-filters.tsx'
import { MessageList } from './message-list.tsx'

const everything: MessageFilter = { channel: '', status: '', to: '' }

export function MessagesPage() {
  const instanceId = useInstanceId()
  const { to = '' } = useSearch({ from: '/instances/$instanceId/messages' })
  const [filter, setFilter] = useState({ ...everything, to })
  const { what: shown, isOpen, open, close, returnFocus } = useOpened<SentMessage>()
  return (
    <Page
      title="Messages"
      description="Codes and notices of the last seven days, with recipient, provider and delivery status. In a development instance, the details also show the code and the text."
    >
      <MessageFilters filter={filter} onFilter={setFilter} />
      <Messages key={instanceId} instanceId={instanceId} filter={filter} onOpen={open} />
      {shown ? <MessageDialog {...{ instanceId, isOpen, returnFocus }} messageId={shown.id} onClose={close} /> : null}
    </Page>
  )
}

interface MessagesProps {
  instanceId: string
  filter: MessageFilter
  onOpen: (message: SentMessage) => void
}

function Messages({ instanceId, filter, onOpen }: MessagesProps) {
  return (
    <LoadedPages
      query={useMessageList(instanceId, filter)}
      itemsOf={(page) => page.messages}
      more="Show older messages"
      empty={<Nothing filter={filter} />}
    >
      {(messages) => <MessageList messages={messages} onOpen={onOpen} />}
    </LoadedPages>
  )
}

function Nothing({ filter }: { filter: MessageFilter }) {
  if (filter.to !== '')
    return (
      <Banner>
        Nothing was sent to that address or number in the last seven days. Only a whole address or number is found: a
        number with its country, such as +49 151 23456789.
      </Banner>
    )
  if (filter.channel !== '' || filter.status !== '') return <Banner>No message of the last seven days fits.</Banner>
  return (
    <Banner>
      Nothing was sent yet. Messages appear here when somebody signs up, asks for a code or changes their account.
    </Banner>
  )
}
