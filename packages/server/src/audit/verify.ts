import type { Context } from '../context.ts'
import { isSame } from '../lib/hashing.ts'
import { type AuditRow, chained, findTip, type HeadRow, linkAt, listHeads, type Tip, unchained } from './chain.store.ts'
import { type CheckHead, headChecker } from './head.ts'
import { firstLink, linkOf, sealOf, tipSeal } from './link.ts'

export interface Verified {
  instance: string
  /** Entries that are linked, and those of the last seconds, which are only sealed yet. */
  entries: number
  waiting: number
  /** The first entry that is kept; those before it were deleted for their age. */
  from: number
  head: { seq: number; link: string } | null
  signed: { seq: number; at: number } | null
  broken: Broken | null
}

export interface Broken {
  /** Where it breaks; null for an entry that has no place yet. */
  seq: number | null
  id: string | null
  why: string
}

export interface VerifyWish {
  /** A signed head that is known from the log. */
  expected?: { seq: number; link: string } | null
  /** Only so many entries: what a page can wait for. */
  newest?: number | null
}

/** A link that was written down elsewhere. */
interface Mark {
  seq: number
  link: string
  kind: string
}

const page = 1000

/** Reads a chain from its beginning, and says where it first differs from what was written. */
export async function verifyChain(
  context: Context,
  instanceId: string,
  { expected = null, newest = null }: VerifyWish = {},
): Promise<Verified> {
  const { db, keyring } = context
  const tip = await findTip(db, instanceId)
  const heads = await listHeads(db, instanceId)
  const check = await headChecker(context, instanceId)
  const anchor = heads.findLast((head) => head.kind === 'anchor')
  const signed = heads.findLast((head) => head.kind === 'head' && check(head) !== null)
  const first = { seq: anchor?.seq ?? 0, link: anchor?.link ?? firstLink(instanceId) }
  const start = (newest !== null && tip && (await linkAt(db, instanceId, tip.seq - newest))) || first
  const walk = new Walk(context, start, tip, [...heads, ...(expected ? [{ ...expected, kind: 'expected' }] : [])])
  const isNew = heads.length === 0 && (await chained(db, instanceId, 0, 1)).length === 0
  const broken =
    refuseHeads(heads, anchor, check) ?? refuseTip(tip, isNew, keyring, instanceId) ?? (await walk.run(instanceId))
  const rest = broken ? [] : await unchained(db, instanceId, page)
  const torn = rest.find((row) => row.seal !== '' && !isSame(row.seal, sealOf(keyring, row)))
  return {
    instance: instanceId,
    entries: walk.entries,
    waiting: rest.length,
    from: start.seq + 1,
    head: tip ? { seq: tip.seq, link: tip.link } : null,
    signed: signed ? { seq: signed.seq, at: signed.at } : null,
    broken: broken ?? (torn ? { seq: null, id: torn.id, why: 'it was changed after it was written' } : null),
  }
}

function refuseHeads(heads: HeadRow[], anchor: HeadRow | undefined, check: CheckHead): Broken | null {
  // A key that is gone proves nothing, either way; without the newest anchor there is no beginning.
  const wrong = heads.find((head) => check(head) === false || (head === anchor && check(head) === null))
  return wrong ? { seq: wrong.seq, id: null, why: `the signature of this ${wrong.kind} is wrong` } : null
}

function refuseTip(
  tip: Tip | undefined,
  isNew: boolean,
  keyring: Context['keyring'],
  instanceId: string,
): Broken | null {
  if (!tip) return isNew ? null : { seq: null, id: null, why: 'the end of the chain is not written down' }
  if (isSame(tip.seal, tipSeal(keyring, instanceId, tip.seq, tip.link))) return null
  return { seq: tip.seq, id: null, why: 'the end of the chain was written by somebody else' }
}

/** Along the entries, as far as the end that was written down. */
class Walk {
  entries = 0
  readonly #context: Context
  readonly #end: number
  readonly #marks: readonly Mark[]
  #seq: number
  #link: string
  #isSealed: boolean

  constructor(context: Context, start: { seq: number; link: string }, tip: Tip | undefined, marks: readonly Mark[]) {
    this.#context = context
    this.#seq = start.seq
    this.#link = start.link
    // Entries of before there were seals stand at the very beginning and nowhere else.
    this.#isSealed = false
    this.#marks = tip ? [...marks, { seq: tip.seq, link: tip.link, kind: 'end' }] : marks
    this.#end = this.#marks.reduce((end, mark) => Math.max(end, mark.seq), start.seq)
  }

  async run(instanceId: string): Promise<Broken | null> {
    const early = this.#refuseMark(null)
    if (early) return early
    while (this.#seq < this.#end) {
      const rows = await chained(this.#context.db, instanceId, this.#seq, page)
      for (const row of rows) {
        const broken = this.#step(row)
        if (broken) return broken
        if (this.#seq === this.#end) break
      }
      if (rows.length === 0)
        return { seq: this.#seq + 1, id: null, why: `this and what follows, up to ${this.#end}, is gone` }
    }
    return null
  }

  #step(row: AuditRow): Broken | null {
    const seq = this.#seq + 1
    if (row.seq !== seq) return { seq, id: null, why: 'it is gone' }
    const isRight = row.seal === '' ? !this.#isSealed : isSame(row.seal, sealOf(this.#context.keyring, row))
    if (row.seal !== '') this.#isSealed = true
    const link = linkOf(this.#link, seq, row)
    if (!isRight || link !== row.link) return { seq, id: row.id, why: 'it was changed after it was written' }
    this.#seq = seq
    this.#link = link
    this.entries += 1
    return this.#refuseMark(row.id)
  }

  #refuseMark(id: string | null): Broken | null {
    const other = this.#marks.find((mark) => mark.seq === this.#seq && mark.link !== this.#link)
    return other
      ? { seq: this.#seq, id, why: `the ${other.kind} that was written down here says something else` }
      : null
  }
}
