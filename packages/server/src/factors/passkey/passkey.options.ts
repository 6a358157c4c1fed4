import type { PasskeyFacts, PasskeyRow, UserFacts } from '../../users/facts.ts'
import { identifierOf } from '../../users/facts.ts'
import { algorithms } from './passkey.verify.ts'

/** Five minutes, as the specification of WebAuthn proposes (R33). */
export const challengeLife = 300_000

type Asked = Pick<PasskeyRow, 'challenge' | 'rp_id'>

/** What the browser needs to make a passkey: discoverable, and never without asking who is there. JSON, because that is how it travels. */
export function creationOptions(
  row: Asked & Pick<PasskeyRow, 'user_handle'>,
  facts: UserFacts,
  application: string,
): string {
  const name = identifierOf(facts)
  return JSON.stringify({
    rp: { id: row.rp_id, name: application },
    user: { id: row.user_handle, name, displayName: facts.user.first_name ?? name },
    challenge: row.challenge,
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    excludeCredentials: descriptors(facts.passkeys, row.rp_id),
    attestation: 'none',
    timeout: challengeLife,
  })
}

/** What the browser needs to use one; `passkeys` is empty where nobody has said yet who they are, and everybody gets the same (R40). */
export function requestOptions(row: Asked, passkeys: readonly PasskeyFacts[]): string {
  return JSON.stringify({
    challenge: row.challenge,
    rpId: row.rp_id,
    allowCredentials: descriptors(passkeys, row.rp_id),
    userVerification: 'required',
    timeout: challengeLife,
  })
}

function descriptors(passkeys: readonly PasskeyFacts[], rpId: string) {
  return passkeys
    .filter(({ rp_id }) => rp_id === rpId)
    .map(({ credential_id, transports }) => ({
      type: 'public-key',
      id: credential_id,
      transports: JSON.parse(transports),
    }))
}
