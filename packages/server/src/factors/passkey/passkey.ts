import { AppError, type FactorView, type Settings } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { newId } from '../../lib/ids.ts'
import { token } from '../../lib/random.ts'
import { notify } from '../../messages/outgoing.ts'
import { loadFacts, nobody } from '../../users/facts.store.ts'
import type { PasskeyRow, UserFacts } from '../../users/facts.ts'
import type { Attempt, Factor, FactorInput } from '../factor.ts'
import { readAssertion } from './passkey.json.ts'
import { challengeLife } from './passkey.options.ts'
import {
  type ChallengeRow,
  claimChallenge,
  findByCredential,
  findChallenge,
  type Level,
  type MadePasskey,
  replaceChallenge,
  usePasskey,
} from './passkey.store.ts'
import { type Signed, verifyAssertion } from './passkey.verify.ts'
import { isOurOrigin, rpIdFor } from './relying-party.ts'

export const passkeyFirst = passkeyAt('first', (settings) => settings.first_factors.passkey)
export const passkeySecond = passkeyAt('second', (settings) => settings.multi_factor.passkey)

function passkeyAt(level: Level, isOn: (settings: Settings) => boolean): Factor {
  return {
    strategy: 'passkey',
    level,
    category: 'passkey',
    offers: (facts, settings): FactorView[] =>
      isOn(settings) && facts.passkeys.length > 0 ? [{ strategy: 'passkey' }] : [],
    prepare: (scope, attempt) => ask(scope, attempt.id, level),
    check: (input) => void readAssertion(input.public_key_credential),
    async verify(scope, attempt, input) {
      const challenge = await findChallenge(scope.context.db, attempt.id, level, scope.now)
      if (!challenge) throw new AppError('passkey_expired')
      const key = await findByCredential(
        scope.context.db,
        scope.instance.id,
        readAssertion(input.public_key_credential).id,
      )
      const signed = key ? await signedBy(scope, attempt, key, challenge, input) : null
      if (!key || !signed) throw new AppError('passkey_incorrect')
      const use = {
        counter: signed.counter,
        backed_up: signed.isBackedUp ? (1 as const) : (0 as const),
        now: scope.now,
      }
      return {
        strategy: 'passkey',
        category: 'passkey',
        identificationId: key.id,
        async claim(trx) {
          const isFirst = await claimChallenge(trx, challenge.id, scope.now)
          const isUsed = isFirst && (await usePasskey(trx, key, use))
          if (!isUsed) throw new AppError('passkey_expired')
          return true
        },
      }
    },
  }
}

/** A fresh challenge for one step of one attempt (R33). */
export async function ask(scope: Scope, attemptId: string, level: Level): Promise<void> {
  const { context, instance, now } = scope
  const row: ChallengeRow = {
    id: newId('pkc', context),
    instance_id: instance.id,
    attempt_id: attemptId,
    level,
    challenge: token(context.random),
    rp_id: rpIdFor(scope),
    created_at: now,
    expires_at: now + challengeLife,
    used_at: null,
  }
  await transact(context.db, (trx) => replaceChallenge(trx, row))
}

/** Whose passkey this is, where the passkey is all that says who signs in. What it says is believed only once it is verified. */
export async function ownerOf(scope: Scope, input: FactorInput): Promise<UserFacts | null> {
  const { id } = readAssertion(input.public_key_credential)
  const key = await findByCredential(scope.context.db, scope.instance.id, id)
  return loadFacts(scope.context.db, scope.instance.id, key?.user_id ?? nobody)
}

async function signedBy(
  scope: Scope,
  { facts }: Attempt,
  key: MadePasskey,
  challenge: ChallengeRow,
  input: FactorInput,
): Promise<Signed | null> {
  const given = readAssertion(input.public_key_credential)
  const { clientDataJSON, userHandle } = given.response
  // A passkey of one user must not open another's attempt, whatever the browser was asked for (R36).
  const isTheirs = facts?.user.id === key.user_id && (!userHandle || userHandle === key.user_handle)
  if (!isTheirs || key.rp_id !== challenge.rp_id || !isOurOrigin(scope, clientDataJSON.origin)) return null
  const expected = { challenge: challenge.challenge, rpId: challenge.rp_id, origin: clientDataJSON.origin }
  const signed = await verifyAssertion(key, given, expected)
  // Whether a key can be copied is decided when it is made (R37).
  if (!signed || signed.isBackupEligible !== (key.backup_eligible === 1)) return null
  if (!isCopied(key, signed)) return signed
  await tellCopied(scope, facts, key)
  return null
}

/**
 * A counter that does not go up means that there are two of a key that cannot be copied (R37). Synced keys are many on purpose, and those that
 * do not count always say zero.
 */
function isCopied(key: PasskeyRow, { counter }: Signed): boolean {
  return key.backup_eligible === 0 && key.counter > 0 && counter <= key.counter
}

async function tellCopied(scope: Scope, facts: UserFacts, key: PasskeyRow): Promise<void> {
  await transact(scope.context.db, async (trx) => {
    await record(trx, scope, 'passkey.counter_went_back', { userId: facts.user.id, details: { id: key.id } })
    await notify(trx, scope, facts, 'passkey_copied')
  })
}
