import { AppError, type UndoView } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { beforeChange, keptFor, openKept, storeBefore } from '../../changes/before.ts'
import { type Kept, settledEmails } from '../../changes/kept.ts'
import { restore } from '../../changes/restore.ts'
import {
  claimLink,
  findLink,
  findSnapshot,
  type Held,
  type SnapshotRow,
  undoableChanges,
  voidLinksFrom,
} from '../../changes/snapshots.store.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { hashToken } from '../../lib/hashing.ts'
import type { NoticeName } from '../../messages/templates.ts'
import { refuseWhileActing } from '../../sessions/acting.ts'
import { requireFacts } from '../../users/facts.store.ts'
import { awaitUser, updateUser } from '../../users/users.store.ts'
import { tellUndone } from './undo.told.ts'

type Change = Pick<SnapshotRow, 'number' | 'change' | 'taken_at'>

export interface UndoPreview {
  snapshot: SnapshotRow
  /** Are taken back as well, oldest first. */
  later: Change[]
  /** Stay, unless their own links are used. */
  earlier: Change[]
  expiresAt: number
}

/** What a link would take back. Looking uses nothing up, however often a mail scanner looks (R23). */
export async function previewUndo(scope: Scope, token: string): Promise<UndoPreview> {
  const { db } = scope.context
  const link = await findLink(db, heldBy(scope, token))
  if (!link) throw new AppError('undo_link_invalid')
  const snapshot = await findSnapshot(db, link.snapshot_id)
  const changes = await undoableChanges(db, link.user_id, scope.now)
  return {
    snapshot,
    later: changes.filter(({ number }) => number > snapshot.number),
    earlier: changes.filter(({ number }) => number < snapshot.number),
    expiresAt: link.expires_at,
  }
}

/**
 * Takes a change back, and every later one with it: the account is as it was before, sessions end, what was begun is void. Nobody but an
 * operator changes how the account is entered for a week, and the password opens nothing until a new one is chosen by mail, because
 * whoever made the change may know it (R72, R73).
 */
export async function undo(scope: Scope, token: string): Promise<UndoView> {
  const until = scope.now + keptFor
  const needsNewPassword = await transact(scope.context.db, async (trx) => {
    const link = await claimLink(trx, heldBy(scope, token))
    if (!link) throw new AppError('undo_link_invalid')
    await refuseWhileActing(trx, scope, link.user_id)
    // Whatever is being changed at this moment is taken back with the rest, and is no reason to refuse the owner.
    await awaitUser(trx, scope, link.user_id)
    const facts = await requireFacts(trx, scope.instance.id, link.user_id)
    const snapshot = await findSnapshot(trx, link.snapshot_id)
    const before = await beforeChange(trx, scope, facts.user)
    const kept = reachable(openKept(scope, snapshot), snapshot.taken_at)
    await voidLinksFrom(trx, facts.user.id, snapshot.number, scope.now)
    const evidence = await storeBefore(trx, scope, before, 'account_undone')
    await restore(trx, scope, before, snapshot.number, kept)
    const hasPassword = kept.password.hash !== null
    await updateUser(trx, facts.user.id, {
      changes_locked_until: until,
      password_void_at: hasPassword ? scope.now : null,
    })
    await tellUndone(trx, scope, before, kept, snapshot.change as NoticeName)
    await record(trx, scope, 'account.undo', {
      userId: facts.user.id,
      details: { change: snapshot.change, changed_at: snapshot.taken_at, snapshot: snapshot.id, taken_off: evidence },
    })
    return hasPassword
  })
  return { object: 'undo', needs_new_password: needsNewPassword, changes_locked_until: until }
}

/** Without the addresses that were too new to get a link: what was added just before is likely to be the intruder's, too. */
function reachable(kept: Kept, at: number): Kept {
  return { ...kept, emails: settledEmails(kept.emails, at) }
}

function heldBy(scope: Scope, token: string): Held {
  return { hash: hashToken(token), instanceId: scope.instance.id, now: scope.now }
}
