import { AppError, type DeletedView, type PasskeyView } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { type Before, beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import type { Trx } from '../../db/open.ts'
import { transact } from '../../db/transact.ts'
import { formatBackupCode } from '../../factors/backup-code/backup-code.code.ts'
import type { PreparedSet } from '../../factors/backup-code/backup-code.set.ts'
import { readAttestation } from '../../factors/passkey/passkey.json.ts'
import { defaultName } from '../../factors/passkey/passkey.name.ts'
import { challengeLife, creationOptions } from '../../factors/passkey/passkey.options.ts'
import {
  confirmPasskey,
  deletePasskey,
  findByCredential,
  findPending,
  type MadePasskey,
  renamePasskey,
  replacePending,
} from '../../factors/passkey/passkey.store.ts'
import { type NewKey, verifyAttestation } from '../../factors/passkey/passkey.verify.ts'
import { passkeyView } from '../../factors/passkey/passkey.view.ts'
import { isOurOrigin, rpIdFor } from '../../factors/passkey/relying-party.ts'
import { newId } from '../../lib/ids.ts'
import { token } from '../../lib/random.ts'
import { absolve, afterProof, whileCharged } from '../../limits/failures.ts'
import { subjectOfSession } from '../../limits/subject.ts'
import { verification } from '../../messages/verification-view.ts'

import { factsIn } from '../../policy/recovery.ts'

import { lacksRequired } from '../../policy/second-step.ts'

import { endAll } from '../../sessions/ending.ts'
import { asItIs, type SignedIn } from '../../sessions/guard.ts'
import { inProof } from '../../sessions/renewal.ts'
import type { PasskeyFacts, PasskeyRow, UserFacts } from '../../users/facts.ts'
import { raiseEpoch } from '../../users/users.store.ts'

import { beforeAdding } from './lost.ts'

import { factorAdded, factorRemoved, firstSet, refuseUseless, requireAddress } from './switch.ts'

/** More than anybody has devices (R40). */
export const mostPasskeys = 10
const longestName = 64

/** Begins to make a passkey; what the browser needs stands in the verification's nonce. It proves nothing until it is confirmed (R65). */
export async function startPasskey(scope: SignedIn): Promise<PasskeyView> {
  refuseEnrolment(scope, scope.facts)
  refuseUseless(scope, 'passkey')
  const { context, now, facts } = scope
  const row: PasskeyRow = {
    id: newId('idn', context),
    instance_id: scope.instance.id,
    user_id: scope.user.id,
    name: defaultName(scope.userAgent),
    rp_id: rpIdFor(scope),
    user_handle: facts.passkeys[0]?.user_handle ?? context.random.bytes(64).toString('base64url'),
    credential_id: null,
    public_key: null,
    counter: 0,
    transports: '[]',
    backup_eligible: 0,
    backed_up: 0,
    challenge: token(context.random),
    confirmed_at: null,
    session_id: scope.session.id,
    expires_at: now + challengeLife,
    last_used_at: null,
    created_at: now,
    updated_at: now,
  }
  await transact(context.db, async (trx) => {
    await replacePending(trx, row)
    await record(trx, scope, 'enrolment.started', { userId: scope.user.id, details: { strategy: 'passkey' } })
  })
  const nonce = creationOptions(row, facts, scope.instance.application.name)
  return passkeyView(row, { ...verification('unverified', 'passkey', 0, row.expires_at), nonce })
}

/** Confirms the passkey that this session began to make. Guesses spend the budget of the second factor. */
export async function confirmPasskeyOf(
  scope: SignedIn,
  id: string | undefined,
  input: string | undefined,
): Promise<PasskeyView> {
  const given = readAttestation(input)
  const { context, now, user } = scope
  const sought = { id: String(id), userId: user.id, sessionId: scope.session.id, now }
  const row = await findPending(context.db, sought)
  if (!row) throw new AppError('passkey_expired')
  const { origin } = given.response.clientDataJSON
  const expected = { challenge: row.challenge, rpId: row.rp_id, origin }
  const evaluate = async () => (isOurOrigin(scope, origin) ? verifyAttestation(given, expected) : null)
  const subject = subjectOfSession(scope)
  const made = await whileCharged(scope, subject, 'second', evaluate)
  if (!made) throw new AppError('passkey_incorrect')
  const set = scope.instance.settings.multi_factor.passkey ? await firstSet(scope) : null
  const key = keyOf(row, made, given.response.transports)
  const confirmed = () => inProof(scope, { session: asItIs(scope) }, (trx) => confirmIn(trx, scope, key, set))
  await afterProof(scope, { subject, level: 'second' }, confirmed)
  return { ...passkeyView(key), backup_codes: set ? set.codes.map(formatBackupCode) : null }
}

function keyOf(row: PasskeyRow, made: NewKey, transports: readonly string[]): MadePasskey {
  return {
    ...row,
    credential_id: made.credentialId,
    public_key: made.publicKey,
    counter: made.counter,
    transports: JSON.stringify(transports),
    backup_eligible: made.isBackupEligible ? 1 : 0,
    backed_up: made.isBackedUp ? 1 : 0,
  }
}

async function confirmIn(trx: Trx, scope: SignedIn, key: MadePasskey, set: PreparedSet | null): Promise<void> {
  const { now } = scope
  const before = await beforeAdding(trx, scope)
  refuseEnrolment(scope, factsIn(scope.session, before.facts))
  // A key that is known in this instance would open the account of whoever registered it first (R36).
  const known = await findByCredential(trx, scope.instance.id, key.credential_id)
  if (known) throw new AppError('passkey_exists')
  const isConfirmed = await confirmPasskey(trx, key, now)
  if (!isConfirmed) throw new AppError('passkey_expired')
  await absolve(trx, subjectOfSession(scope), 'second')
  await passkeyAdded(trx, scope, before, set)
}

/** A second factor where the operator uses passkeys as one, and a way to sign in in any case: other sessions end (R68), the owner is told (R73). */
async function passkeyAdded(trx: Trx, scope: SignedIn, before: Before, set: PreparedSet | null): Promise<void> {
  const { now, user, session } = scope
  if (scope.instance.settings.multi_factor.passkey)
    return factorAdded(trx, scope, before, { strategy: 'passkey', notice: 'passkey_added', set, provenAt: now })
  await raiseEpoch(trx, user.id, now)
  await endAll(trx, scope, user.id, session.id)
  await tellChange(trx, scope, before, 'passkey_added')
  await record(trx, scope, 'factor.added', { userId: user.id, details: { strategy: 'passkey' } })
}

function refuseEnrolment(scope: SignedIn, facts: UserFacts): void {
  const { first_factors, multi_factor } = scope.instance.settings
  // Where it is a first factor only, it takes the place of no lost one.
  const isOn = multi_factor.passkey || (first_factors.passkey && scope.session.recovery_id === null)
  if (!isOn) throw new AppError('factor_disabled')
  if (facts.passkeys.length >= mostPasskeys) throw new AppError('too_many_items', { limit: mostPasskeys })
  requireAddress(scope, facts)
}

/** A passkey of the caller; a foreign id is as unknown as one that never was (R66). */
function ownPasskey(scope: SignedIn, id: string | undefined): PasskeyFacts {
  const passkey = scope.facts.passkeys.find((row) => row.id === id)
  if (!passkey) throw new AppError('resource_not_found')
  return passkey
}

export async function namePasskey(scope: SignedIn, id: string | undefined, input: string): Promise<PasskeyView> {
  const passkey = ownPasskey(scope, id)
  const name = input.trim()
  if (name === '' || name.length > longestName) throw new AppError('form_param_format_invalid', { param_name: 'name' })
  const isNamed = await transact(scope.context.db, (trx) => renamePasskey(trx, passkey.id, name, scope.now))
  if (!isNamed) throw new AppError('resource_not_found')
  return passkeyView({ ...passkey, name, updated_at: scope.now })
}

/** Removes a passkey; what it could sign is refused at once. Where a second factor is required, the last one stays. */
export async function removePasskey(scope: SignedIn, id: string | undefined): Promise<DeletedView> {
  const passkey = ownPasskey(scope, id)
  const left = { ...scope.facts, passkeys: scope.facts.passkeys.filter((row) => row.id !== passkey.id) }
  if (lacksRequired(left, scope.instance.settings, scope.now)) throw new AppError('factor_required')
  await transact(scope.context.db, async (trx) => {
    const before = await beforeChange(trx, scope, scope.user)
    await deletePasskey(trx, passkey.id)
    await factorRemoved(trx, scope, before, { left, strategy: 'passkey', notice: 'passkey_removed' })
  })
  return { object: 'passkey', id: passkey.id, deleted: true }
}
