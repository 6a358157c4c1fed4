import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import { type AuditRow, holdTip, moveTip, putLinks, type Tip, unchained, unchainedInstances } from './chain.store.ts'
import { firstLink, linkOf, tipSeal } from './link.ts'

const batch = 200

/**
 * Gives every entry its place. Not in the transaction that writes the entry: of one instance's sign-ins only one at a time could then
 * commit (decision 16). Returns how many entries were linked.
 */
export async function chainAll(context: Context): Promise<number> {
  let total = 0
  for (const instanceId of await unchainedInstances(context.db)) {
    try {
      for (let linked = batch; linked === batch; total += linked) linked = await chainSome(context, instanceId)
    } catch (err) {
      // A chain that somebody broke must not keep the others from growing.
      context.log.warn({ err, instance: instanceId }, 'the audit log could not be chained; it will be tried again')
    }
  }
  return total
}

function chainSome({ db, keyring }: Context, instanceId: string): Promise<number> {
  return transact(db, async (trx) => {
    const link = firstLink(instanceId)
    const tip = await holdTip(trx, {
      instance_id: instanceId,
      seq: 0,
      link,
      seal: tipSeal(keyring, instanceId, 0, link),
    })
    const rows = await unchained(trx, instanceId, batch)
    const links = linksFor(tip, rows)
    const last = links.at(-1)
    if (last === undefined) return 0
    await putLinks(trx, links)
    const seal = tipSeal(keyring, instanceId, last.seq, last.link)
    await moveTip(trx, { instance_id: instanceId, seq: last.seq, link: last.link, seal })
    return links.length
  })
}

function linksFor(tip: Tip, rows: readonly AuditRow[]): { id: string; seq: number; link: string }[] {
  let { seq, link } = tip
  return rows.map((row) => {
    seq += 1
    link = linkOf(link, seq, row)
    return { id: row.id, seq, link }
  })
}
