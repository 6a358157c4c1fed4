import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { type Before, beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import type { Trx } from '../../db/open.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import type { ChangeName } from '../../messages/templates.ts'
import { requireSecond } from '../../policy/second-administrator.ts'
import { deleteEmail, insertEmail, verifyEmail } from '../../users/emails.store.ts'
import { type EmailRow, primaryEmail, verifiedEmails } from '../../users/facts.ts'
import { mostAddresses, newEmail } from '../../users/new-email.ts'
import { orTaken } from '../../users/taken.ts'
import { findUserId, raiseEpoch, updateUser } from '../../users/users.store.ts'
import { requireUser } from './change-user.ts'
import { unverify } from './identifications.store.ts'
import { holdEmail } from './owned.ts'
import { readEmail } from './read-fields.ts'

export interface EmailChange {
  verified?: boolean | undefined
  primary?: boolean | undefined
}

const taken = () => new AppError('form_identifier_exists', {}, { meta: { param_name: 'email_address' } })
const audit = (trx: Trx, scope: Scope, event: string, email: EmailRow, change: EmailChange = {}) =>
  record(trx, scope, event, { actorId: 'backend', userId: email.user_id, details: { id: email.id, ...change } })

/** Adds an address; one that the app vouches for counts at once, and the user is told (R73). */
export async function addEmailFor(
  scope: Scope,
  fields: EmailChange & { user_id: string; email_address: string },
): Promise<EmailRow> {
  const facts = await requireUser(scope, fields.user_id)
  const read = readEmail(fields.email_address)
  if (fields.primary && !fields.verified) throw new AppError('form_param_missing', { param_name: 'verified' })
  const row = newEmail(scope, facts.user.id, read, { verified_at: fields.verified ? scope.now : null })
  await orTaken(
    transact(scope.context.db, async (trx) => {
      // What is there is counted once no other request can add to it.
      const before = await beforeChange(trx, scope, facts.user)
      const { emails } = before.facts
      if (emails.some((own) => own.address_key === read.key)) throw taken()
      if (emails.length >= mostAddresses) throw new AppError('too_many_items', { limit: mostAddresses })
      if (fields.verified) await requireSecond(trx, scope, 'vouch_for_address', before.facts)
      await putEmail(trx, row)
      if (fields.verified) {
        await tell(trx, scope, before, ['email_added', ...(await makePrimary(trx, scope, before, row, fields))])
      }
      await audit(trx, scope, 'email_address.added', row, { verified: fields.verified ?? false })
    }),
  )
  return row
}

/** A verified address is somebody's; the unique index decides where two come at once. */
export async function putEmail(trx: Trx, row: EmailRow): Promise<void> {
  const identifier = { kind: 'email_address', key: row.address_key } as const
  if (row.verified_at !== null && (await findUserId(trx, row.instance_id, identifier)) !== null) throw taken()
  await insertEmail(trx, row)
}

/** Vouches for an address, takes that back, or makes it the primary one. */
export async function changeEmail(scope: Scope, id: string | undefined, change: EmailChange): Promise<EmailRow> {
  const { now } = scope
  return orTaken(
    transact(scope.context.db, async (trx) => {
      const { before, row: email } = await holdEmail(trx, scope, id)
      const isVerified = change.verified ?? email.verified_at !== null
      if (change.primary && !isVerified) throw new AppError('form_param_missing', { param_name: 'verified' })
      const changes: ChangeName[] = []
      if (isVerified && email.verified_at === null) {
        await requireSecond(trx, scope, 'vouch_for_address', before.facts)
        const claim = { id: email.id, instanceId: scope.instance.id, key: email.address_key, now }
        if (!(await verifyEmail(trx, claim))) throw taken()
        changes.push('email_added')
      }
      if (!isVerified && email.verified_at !== null) {
        await passPrimaryOn(trx, before, email)
        await unverify(trx, 'email_addresses', email.id, now)
        await raiseEpoch(trx, email.user_id, now)
        changes.push('email_removed')
      }
      if (isVerified) changes.push(...(await makePrimary(trx, scope, before, email, change)))
      await tell(trx, scope, before, changes)
      await audit(trx, scope, 'email_address.changed', email, change)
      return email
    }),
  )
}

/** Removes an address; the last verified one stays, or the user could not be told of anything. */
export async function removeEmailFor(scope: Scope, id: string | undefined): Promise<string> {
  return transact(scope.context.db, async (trx) => {
    const { before, row: email } = await holdEmail(trx, scope, id)
    if (email.verified_at !== null) {
      await passPrimaryOn(trx, before, email)
      // Codes that were sent to an address die when it no longer counts (R61, R72).
      await raiseEpoch(trx, email.user_id, scope.now)
      await tellChange(trx, scope, before, 'email_removed')
    }
    await deleteEmail(trx, email.id)
    await audit(trx, scope, 'email_address.removed', email)
    return email.id
  })
}

/** One verified address in place of all there were. The old ones hear of it, for it may be somebody else who asked (R73). */
export async function replaceEmails(scope: Scope, userId: string | undefined, address: string): Promise<EmailRow> {
  const { user } = await requireUser(scope, userId)
  const row = newEmail(scope, user.id, readEmail(address), { verified_at: scope.now })
  await orTaken(
    transact(scope.context.db, async (trx) => {
      const before = await beforeChange(trx, scope, user)
      await requireSecond(trx, scope, 'vouch_for_address', before.facts)
      for (const email of before.facts.emails) await deleteEmail(trx, email.id)
      await putEmail(trx, row)
      await updateUser(trx, user.id, { primary_email_id: row.id })
      await raiseEpoch(trx, user.id, scope.now)
      await tell(trx, scope, before, ['email_added', ...(before.kept.emails.length > 0 ? gone : [])])
      await audit(trx, scope, 'email_address.replaced', row)
    }),
  )
  return row
}

const gone = ['email_removed'] as const

async function tell(trx: Trx, scope: Scope, before: Before, changes: readonly ChangeName[]): Promise<void> {
  for (const name of changes) await tellChange(trx, scope, before, name)
}

/** The first address is the primary one; in place of another it is told of. */
async function makePrimary(
  trx: Trx,
  scope: Scope,
  { facts }: Before,
  email: EmailRow,
  change: EmailChange,
): Promise<readonly ChangeName[]> {
  const old = primaryEmail(facts)
  if (old?.id === email.id || (old && !change.primary)) return []
  await updateUser(trx, email.user_id, { primary_email_id: email.id, updated_at: scope.now })
  return old ? ['email_primary_changed'] : []
}

async function passPrimaryOn(trx: Trx, { facts }: Before, email: EmailRow): Promise<void> {
  const [heir] = verifiedEmails(facts).filter((row) => row.id !== email.id)
  if (!heir) throw new AppError('email_address_required')
  if (facts.user.primary_email_id === email.id) await updateUser(trx, facts.user.id, { primary_email_id: heir.id })
}
