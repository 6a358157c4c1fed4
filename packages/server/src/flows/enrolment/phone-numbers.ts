import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { orFailed } from '../../audit/failed.ts'
import { beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import { transact } from '../../db/transact.ts'
import { requireCode } from '../../lib/typed-code.ts'
import { absolve, afterProof, whileCharged } from '../../limits/failures.ts'
import { subjectOfSession } from '../../limits/subject.ts'
import { matchCode, sendCode, takeCode } from '../../messages/codes.ts'
import { asItIs, type SignedIn } from '../../sessions/guard.ts'
import { inProof } from '../../sessions/renewal.ts'
import { heldFacts } from '../../users/facts.store.ts'
import { otherNumbers, type PhoneRow } from '../../users/facts.ts'
import { mostNumbers, newPhone } from '../../users/new-phone.ts'
import { readPhoneNumber } from '../../users/phone-number.ts'
import { insertPhone, isPhoneTaken, verifyPhone } from '../../users/phones.store.ts'
import { orTaken } from '../../users/taken.ts'
import { updateUser } from '../../users/users.store.ts'

/** Adds a number that counts for nothing until its code is given. Whether others have it is told to nobody here. */
export async function addPhone(scope: SignedIn, input: string): Promise<PhoneRow> {
  if (scope.instance.settings.identifiers.phone_number === 'off') throw new AppError('factor_disabled')
  const read = readPhoneNumber(input, scope.instance.environment)
  const row = newPhone(scope, scope.user.id, read)
  await transact(scope.context.db, async (trx) => {
    const { phones } = await heldFacts(trx, scope, scope.user.id)
    if (phones.length >= mostNumbers) throw new AppError('too_many_items', { limit: mostNumbers })
    if (phones.some((own) => own.number === read.number))
      throw new AppError('form_identifier_exists', {}, { meta: { param_name: 'phone_number' } })
    await insertPhone(trx, row)
  })
  return row
}

/** A number of the caller; a foreign id is as unknown as one that never was (R66). */
export function ownPhone(scope: SignedIn, id: string | undefined): PhoneRow {
  const phone = scope.facts.phones.find((row) => row.id === id)
  if (!phone) throw new AppError('resource_not_found')
  return phone
}

export async function preparePhone(scope: SignedIn, id: string | undefined): Promise<PhoneRow> {
  const phone = ownPhone(scope, id)
  if (phone.verified_at !== null) throw new AppError('verification_already_verified')
  await sendCode(scope, {
    purpose: 'phone_number',
    attemptId: phone.id,
    user: { id: scope.user.id, epoch: scope.user.epoch },
    identificationId: phone.id,
    to: { channel: 'sms', address: phone.number, key: phone.number, country: phone.country },
    isSent: true,
    asker: { kind: 'newcomer' },
  })
  return phone
}

/** Guesses spend the budget that all second factors share: a number proven here can become one in the next request. */
export async function attemptPhone(
  scope: SignedIn,
  id: string | undefined,
  code: string | undefined,
): Promise<PhoneRow> {
  const phone = ownPhone(scope, id)
  if (phone.verified_at !== null) throw new AppError('verification_already_verified')
  requireCode(code)
  const guess = { userId: scope.user.id, purpose: 'phone_number', strategy: 'phone_code' }
  const about = { purpose: 'phone_number', attemptId: phone.id, epoch: scope.user.epoch } as const
  const evaluate = () => orFailed(scope, guess, matchCode(scope, about, code))
  const subject = subjectOfSession(scope)
  const sent = await whileCharged(scope, subject, 'second', evaluate)
  const prove = () =>
    inProof(scope, { session: asItIs(scope) }, async (trx) => {
      const before = await beforeChange(trx, scope, scope.user)
      await takeCode(trx, scope, sent)
      const isTaken = await isPhoneTaken(trx, scope.instance.id, phone.number)
      if (isTaken || !(await verifyPhone(trx, phone.id, scope.now)))
        throw new AppError('form_identifier_exists', {}, { meta: { param_name: 'phone_number' } })
      await absolve(trx, subjectOfSession(scope), 'second')
      if (before.facts.user.primary_phone_id === null)
        await updateUser(trx, scope.user.id, { primary_phone_id: phone.id })
      await tellChange(trx, scope, before, 'phone_added', otherNumbers(before.facts, phone.number))
      await record(trx, scope, 'phone_number.verified', { userId: scope.user.id, details: { id: phone.id } })
    })
  await afterProof(scope, { subject, level: 'second' }, () => orTaken(prove()))
  return { ...phone, verified_at: scope.now, updated_at: scope.now }
}
