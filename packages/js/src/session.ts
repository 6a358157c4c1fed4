import type { SessionVerificationView, SessionView } from '@countersign/contract'
import type { Api } from './api.ts'
import { signedOut } from './error.ts'
import { signWithPasskey } from './passkey.ts'
import { createGetToken } from './token.ts'
import type { SessionActions } from './types.ts'

export function createSession(api: Api, serverNow: () => number): SessionActions {
  function post<View extends object>(move: string, params: object) {
    const { session } = api.getState()
    if (!session) throw signedOut()
    return api.post<View>(`/client/sessions/${encodeURIComponent(session.id)}${move}`, params)
  }
  const verify = async (move: string, params: object) => post<SessionVerificationView>(`/verify${move}`, params)

  return {
    getToken: createGetToken(api, serverNow),
    startVerification: (input) => verify('', input),
    prepareFirstFactorVerification: ({ strategy, emailAddressId }) =>
      verify('/prepare_first_factor', { strategy, emailAddressId }),
    attemptFirstFactorVerification: (input) => verify('/attempt_first_factor', input),
    prepareSecondFactorVerification: ({ strategy, phoneNumberId }) =>
      verify('/prepare_second_factor', { strategy, phoneNumberId }),
    attemptSecondFactorVerification: (input) => verify('/attempt_second_factor', input),
    async verifyWithPasskey({ step }) {
      const asked = await verify(`/prepare_${step}_factor`, { strategy: 'passkey' })
      const verification = step === 'first' ? asked.firstFactorVerification : asked.secondFactorVerification
      const publicKeyCredential = await signWithPasskey(verification?.nonce)
      return verify(`/attempt_${step}_factor`, { strategy: 'passkey', publicKeyCredential })
    },
    skipTask: async () => post<SessionView>('/tasks/setup-mfa/skip', {}),
  }
}
