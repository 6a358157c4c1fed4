import type { SessionVerificationView, SessionView, StepUpTokenView, StepUpView } from '@countersign/contract'
import type { Api } from './api.ts'
import { signedOut } from './error.ts'
import { signWithPasskey } from './passkey.ts'
import type { ServerClock } from './server-clock.ts'
import { createGetToken } from './token.ts'
import type { SessionActions, StepUpInput } from './types.ts'

export function createSession(api: Api, clock: ServerClock): SessionActions {
  async function post<T>(path: string, params: object) {
    const { session } = api.getState()
    if (!session) throw signedOut()
    return api.post<T>(`/client/sessions/${encodeURIComponent(session.id)}${path}`, params)
  }
  const verify = (move: string, params: object) => post<SessionVerificationView>(`/verify${move}`, params)
  const startStepUp = (input: StepUpInput) => post<StepUpView>('/step_ups', input)
  const takeStepUpToken = (input: { stepUpId: string }) =>
    post<StepUpTokenView>(`/step_ups/${encodeURIComponent(input.stepUpId)}/token`, {})

  return {
    getToken: createGetToken(api, clock),
    startVerification: (input) => verify('', 'stepUpId' in input ? input : { downgrade: false, ...input }),
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
    startStepUp,
    takeStepUpToken,
    async stepUp(input, approve) {
      const asked = await startStepUp(input)
      await approve(asked)
      return (await takeStepUpToken({ stepUpId: asked.id })).token
    },
  }
}
