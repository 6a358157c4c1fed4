import { createPublicKey, sign, verify } from 'node:crypto'
import type { Context } from '../context.ts'
import { keySet, signingKey } from '../sessions/signing-keys.ts'
import { findTip, type HeadRow, insertHead, newestHead } from './chain.store.ts'

const hour = 3_600_000

type Unsigned = Omit<HeadRow, 'kid' | 'signature'>

/** Never what a token's signature is about: tokens are signed over one line. */
export function headText({ kind, instance_id, seq, link, at }: Unsigned): string {
  return ['countersign audit', kind, instance_id, seq, link, at].join('\n')
}

export async function signHead(context: Context, head: Unsigned): Promise<HeadRow> {
  const { kid, key } = await signingKey(context, head.instance_id)
  const signature = sign('sha256', Buffer.from(headText(head)), key).toString('base64url')
  return { ...head, kid, signature }
}

/**
 * Signs how far the chain goes, once an hour while it grows. It is logged as well: where logs leave the machine, what was deleted here with
 * all its heads is still known there.
 */
export async function signIfDue(context: Context, instanceId: string): Promise<void> {
  const { db, clock, log } = context
  const [tip, newest] = await Promise.all([findTip(db, instanceId), newestHead(db, instanceId)])
  const now = clock.now()
  if (!tip || tip.seq === (newest?.seq ?? 0) || now - (newest?.at ?? 0) < hour) return
  const head = await signHead(context, { instance_id: instanceId, kind: 'head', seq: tip.seq, link: tip.link, at: now })
  await insertHead(db, head)
  log.info({ auditHead: head }, 'the head of the audit log was signed')
}

/** Null when the key is not there any more. */
export type CheckHead = (head: HeadRow) => boolean | null

export async function headChecker(context: Context, instanceId: string): Promise<CheckHead> {
  const { keys } = await keySet(context, instanceId)
  const known = new Map(keys.map((jwk) => [jwk.kid, createPublicKey({ key: { ...jwk }, format: 'jwk' })]))
  return (head) => {
    const key = known.get(head.kid)
    if (!key) return null
    return verify('sha256', Buffer.from(headText(head)), key, Buffer.from(head.signature, 'base64url'))
  }
}
