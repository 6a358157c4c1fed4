import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { orFailed } from '../../audit/failed.ts'
import { beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import { transact } from '../../db/transact.ts'
import { matchCode, sendCode, takeCode } from '../../messages/codes.ts'
import { asItIs, type SignedIn } from '../../sessions/guard.ts'
import { inProof } from '../../sessions/renewal.ts'
import { readEmailAddress } from '../../users/email-address.ts'
import { deleteEmail, insertEmail, verifyEmail } from '../../users/emails.store.ts'
import { heldFacts } from '../../users/facts.store.ts'
import { type EmailRow, verifiedEmails } from '../../users/facts.ts'
import { mostAddresses, newEmail } from '../../users/new-email.ts'
import { orTaken } from '../../users/taken.ts'
import { raiseEpoch, updateUser } from '../../users/users.store.ts'

/** Adds an address that counts for nothing until its code is given (R48). Whether others have it is told to nobody here. */
export async function addEmail(scope: SignedIn, input: string): Promise<EmailRow> {
  const email = readEmailAddress(input)
  if (!email) throw new AppError('form_param_format_invalid', { param_name: 'email_address' })
  const row = newEmail(scope, scope.user.id, email)
  await transact(scope.context.db, async (trx) => {
    const { emails } = await heldFacts(trx, scope, scope.user.id)
    if (emails.length >= mostAddresses) throw new AppError('too_many_items', { limit: mostAddresses })
    if (emails.some((own) => own.address_key === email.key)) throw new AppError('form_identifier_exists')
    await insertEmail(trx, row)
  })
  return row
}

/** An address of the caller; a foreign id is as unknown as one that never was (R66). */
export function ownEmail(scope: SignedIn, id: string | undefined): EmailRow {
  const email = scope.facts.emails.find((row) => row.id === id)
  if (!email) throw new AppError('resource_not_found')
  return email
}

export async function prepareEmail(scope: SignedIn, id: string | undefined): Promise<EmailRow> {
  const email = ownEmail(scope, id)
  if (email.verified_at !== null) throw new AppError('verification_already_verified')
  await sendCode(scope, {
    purpose: 'email_address',
    attemptId: email.id,
    user: { id: scope.user.id, epoch: scope.user.epoch },
    identificationId: email.id,
    to: { channel: 'email', address: email.address, key: email.address_key },
    isSent: true,
    asker: { kind: 'newcomer' },
  })
  return email
}

export async function attemptEmail(
  scope: SignedIn,
  id: string | undefined,
  code: string | undefined,
): Promise<EmailRow> {
  const email = ownEmail(scope, id)
  if (email.verified_at !== null) throw new AppError('verification_already_verified')
  const guess = { userId: scope.user.id, purpose: 'email_address', strategy: 'email_code' }
  const about = { purpose: 'email_address', attemptId: email.id, epoch: scope.user.epoch } as const
  const sent = await orFailed(scope, guess, matchCode(scope, about, code))
  await orTaken(
    inProof(scope, { session: asItIs(scope) }, async (trx) => {
      const before = await beforeChange(trx, scope, scope.user)
      await takeCode(trx, scope, sent)
      const claim = { id: email.id, instanceId: scope.instance.id, key: email.address_key, now: scope.now }
      if (!(await verifyEmail(trx, claim))) throw new AppError('form_identifier_exists')
      if (before.facts.user.primary_email_id === null)
        await updateUser(trx, scope.user.id, { primary_email_id: email.id })
      await tellChange(trx, scope, before, 'email_added')
      await record(trx, scope, 'email_address.verified', { userId: scope.user.id, details: { id: email.id } })
    }),
  )
  return { ...email, verified_at: scope.now, updated_at: scope.now }
}

/** Removes an address; the last verified one stays, or nobody could be reached. Codes sent to it die with the epoch (R61, R72). */
export async function removeEmail(scope: SignedIn, id: string | undefined): Promise<string> {
  const email = ownEmail(scope, id)
  await transact(scope.context.db, async (trx) => {
    const before = await beforeChange(trx, scope, scope.user)
    const [heir] = verifiedEmails(before.facts).filter((row) => row.id !== email.id)
    if (email.verified_at !== null && !heir) throw new AppError('email_address_required')
    await deleteEmail(trx, email.id)
    if (heir && before.facts.user.primary_email_id === email.id)
      await updateUser(trx, scope.user.id, { primary_email_id: heir.id })
    await raiseEpoch(trx, scope.user.id, scope.now)
    if (email.verified_at !== null) await tellChange(trx, scope, before, 'email_removed')
    await record(trx, scope, 'email_address.removed', { userId: scope.user.id, details: { id: email.id } })
  })
  return email.id
}
