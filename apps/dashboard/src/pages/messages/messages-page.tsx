import './messages.css'
import { Banner, Button, Spinner } from '@countersign/ui'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
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
      description="Codes and notices of the last seven days: where they went, by which transport, and what became of them. What they said is not shown to anybody."
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
  const list = useMessageList(instanceId, filter)
  const { data } = list
  if (list.isError && !data)
    return (
      <Banner tone="danger" actions={<Button onClick={() => void list.refetch()}>Try again</Button>}>
        {list.error.message}
      </Banner>
    )
  if (!data) return <Spinner label="Loading" />
  const messages = data.pages.flatMap((page) => page.messages)
  return (
    <>
      {messages.length > 0 ? <MessageList messages={messages} onOpen={onOpen} /> : null}
      {messages.length === 0 && !list.hasNextPage ? <Nothing filter={filter} /> : null}
      {list.hasNextPage ? (
        <Button wide busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Show older messages
        </Button>
      ) : null}
    </>
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
