import type { MfaReceiptView } from '@countersign/contract'
import { Banner, Card, List, ListItem, VisuallyHidden } from '@countersign/ui'
import { LoadedPages } from '../../api/loaded-pages.tsx'
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
  return (
    <LoadedPages
      query={useReceipts(instanceId, userId)}
      itemsOf={(page) => page}
      more="Show older decisions"
      empty={<Banner>Nothing was decided about this user yet.</Banner>}
    >
      {(receipts) => (
        <List label="Decisions">
          {receipts.map((receipt) => (
            <Receipt key={receipt.id} receipt={receipt} />
          ))}
        </List>
      )}
    </LoadedPages>
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
