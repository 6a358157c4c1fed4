import type { MfaReceiptView } from '@countersign/contract'
import { Banner, Button, Card, List, ListItem, Spinner, VisuallyHidden } from '@countersign/ui'
import { useReceipts } from '../../api/policy-queries.ts'
import { Moment } from '../../sms/moment.tsx'
import { receiptFacts, receiptWords } from './receipt-words.ts'

/** What support answers to "Why was I asked?", and to "Why was I not let in?". */
export function ReceiptCard({ instanceId, userId }: { instanceId: string; userId: string }) {
  return (
    <Card title="Why were they asked?" description="Every decision about a second factor, newest first.">
      <Receipts instanceId={instanceId} userId={userId} />
    </Card>
  )
}

function Receipts({ instanceId, userId }: { instanceId: string; userId: string }) {
  const query = useReceipts(instanceId, userId)
  if (query.isError && !query.data)
    return (
      <Banner tone="danger" actions={<Button onClick={() => void query.refetch()}>Try again</Button>}>
        {query.error.message}
      </Banner>
    )
  if (!query.data) return <Spinner label="Loading" />
  const receipts = query.data.pages.flat()
  if (receipts.length === 0) return <Banner>Nothing was decided about this user yet.</Banner>
  return (
    <>
      <List label="Decisions">
        {receipts.map((receipt) => (
          <Receipt key={receipt.id} receipt={receipt} />
        ))}
      </List>
      {query.hasNextPage ? (
        <Button wide busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show older decisions
        </Button>
      ) : null}
    </>
  )
}

function Receipt({ receipt }: { receipt: MfaReceiptView }) {
  return (
    <ListItem
      title={receipt.words}
      detail={
        <>
          <Moment at={receipt.created_at} /> · {receiptWords(receipt)}
        </>
      }
    >
      <details data-slot="receipt">
        <summary>
          Details <VisuallyHidden>of the decision {receipt.id}</VisuallyHidden>
        </summary>
        <pre>{receiptFacts(receipt)}</pre>
      </details>
    </ListItem>
  )
}
