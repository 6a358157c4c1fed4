import type { RemindersView } from '@countersign/contract'

export type Reminded = Pick<RemindersView, 'sent' | 'reminded_lately' | 'unreachable'>

/** Goes through a group page by page, as the server hands it out, and adds up what became of it. */
export async function remindAll(page: (after: string | undefined) => Promise<RemindersView>): Promise<Reminded> {
  const sum: Reminded = { sent: 0, reminded_lately: 0, unreachable: 0 }
  let after: string | undefined
  for (;;) {
    const { sent, reminded_lately, unreachable, next } = await page(after)
    sum.sent += sent
    sum.reminded_lately += reminded_lately
    sum.unreachable += unreachable
    if (next === null) return sum
    after = next
  }
}
