import { AppError, type FirstStrategy } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import type { Trx } from '../../db/open.ts'
import type { Scope, UserRow } from '../../http/scope.ts'
import { newId } from '../../lib/ids.ts'
import { admit } from '../../policy/admit.ts'
import { decidedBy, writeReceipt } from '../../policy/receipts.ts'
import { reloadClient } from '../../sessions/clients.store.ts'
import { sealFinished } from '../../sessions/finished.ts'
import { openSession } from '../../sessions/open.ts'
import { insertEmail } from '../../users/emails.store.ts'
import { requireFacts } from '../../users/facts.store.ts'
import type { Identifier } from '../../users/identifier.ts'
import type { InvitationRow } from '../../users/invitation.ts'
import { newPhone } from '../../users/new-phone.ts'
import { newUser } from '../../users/new-user.ts'
import { insertPhone } from '../../users/phones.store.ts'
import { usernameKey } from '../../users/username.ts'
import { findUserId, insertUser } from '../../users/users.store.ts'
import { acceptInvitation, noteAccepted } from './sign-up.invitation.ts'
import { loadSignUp } from './sign-up.load.ts'
import { refuseClosedSignUp } from './sign-up.mode.ts'
import { isReady } from './sign-up.status.ts'
import { type SignUpRow, updateSignUp } from './sign-up.store.ts'

/** Makes the account and its first session when the sign-up has all it needs. */
export async function createAccount(trx: Trx, scope: Scope, id: string): Promise<void> {
  const { row, facts } = await loadSignUp(trx, scope, id)
  refuseClosedSignUp(scope, row.invitation_id !== null)
  if (!isReady(facts, scope.instance.settings)) return
  const invitation = row.invitation_id === null ? null : await acceptInvitation(trx, scope, row.invitation_id)
  const { id: userId, epoch } = await insertAccount(trx, scope, row, invitation)
  if (invitation) await noteAccepted(trx, scope, invitation.id, userId)
  const made = await requireFacts(trx, scope.instance.id, userId)
  const decision = await admit(trx, scope, made)
  if (decision.outcome === 'refuse') throw new AppError('mfa_enrolment_overdue')
  const session = await openSession(
    trx,
    scope,
    sealFinished({
      userId,
      epoch,
      clientId: row.client_id,
      firstStrategy: firstStrategyOf(row),
      firstAt: scope.now,
      secondStrategy: null,
      secondAt: null,
    }),
    { signUp: row },
  )
  if (!(await updateSignUp(trx, id, { user_id: userId, session_id: session.id })))
    throw new AppError('step_not_allowed')
  const receipt = { ...decidedBy(scope, made, decision), moment: 'session', sessionId: session.id } as const
  await writeReceipt(trx, scope, userId, receipt)
  await record(trx, scope, 'sign_up.completed', { userId, details: { session_id: session.id } })
  scope.client = await reloadClient(trx, row.client_id)
}

async function insertAccount(
  trx: Trx,
  scope: Scope,
  row: SignUpRow,
  invitation: InvitationRow | null,
): Promise<UserRow> {
  const { instance, now, context } = scope
  const key = row.username ? usernameKey(row.username) : null
  await refuseTaken(trx, instance.id, 'email_address', row.email_key)
  await refuseTaken(trx, instance.id, 'phone_number', row.phone_number)
  await refuseTaken(trx, instance.id, 'username', key)
  const emailId = row.email_key ? newId('idn', context) : null
  const user = newUser(scope, {
    external_id: row.external_id,
    username: row.username,
    username_key: key,
    first_name: row.first_name,
    last_name: row.last_name,
    unsafe_metadata: row.unsafe_metadata,
    public_metadata: invitation?.public_metadata ?? '{}',
    password_hash: row.password_hash,
    primary_email_id: emailId,
    locale: row.locale ?? scope.locale,
  })
  const phone =
    row.phone_number && row.phone_country
      ? newPhone(scope, user.id, { number: row.phone_number, country: row.phone_country }, { verified_at: now })
      : null
  user.primary_phone_id = phone?.id ?? null
  await insertUser(trx, user)
  if (emailId && row.email_address && row.email_key) {
    await insertEmail(trx, {
      id: emailId,
      instance_id: instance.id,
      user_id: user.id,
      address: row.email_address,
      address_key: row.email_key,
      verified_at: now,
      created_at: now,
      updated_at: now,
    })
  }
  if (phone) await insertPhone(trx, phone)
  return user
}

/** What the session stands on. A password that was just chosen proves nothing, but is what the next sign-in asks for. */
function firstStrategyOf(row: SignUpRow): FirstStrategy {
  if (row.password_hash) return 'password'
  if (row.invitation_id !== null) return 'ticket'
  return row.email_verified_at === null && row.phone_verified_at !== null ? 'phone_code' : 'email_code'
}

async function refuseTaken(trx: Trx, instanceId: string, kind: Identifier['kind'], key: string | null): Promise<void> {
  if (key && (await findUserId(trx, instanceId, { kind, key })))
    throw new AppError('form_identifier_exists', {}, { meta: { param_name: kind } })
}
