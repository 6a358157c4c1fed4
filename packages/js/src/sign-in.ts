import type { RecoveryStepView, SignInView } from '@countersign/contract'
import type { Api } from './api.ts'
import { attemptPath } from './attempt.ts'
import { stepNotAllowed } from './error.ts'
import { signWithPasskey } from './passkey.ts'
import type { SignInMoves } from './types.ts'

// Nothing is sent for these, so there is nothing to prepare (S56).
const unsentFactors: ReadonlySet<string> = new Set(['totp', 'backup_code'])

export function createSignIn(api: Api): SignInMoves {
  const move = async (step: string, params: object) =>
    api.post<SignInView>(attemptPath('sign_ins', api.getState().signIn, `/${step}`), params)

  const recover = async (step: string, params = {}) =>
    api.post<RecoveryStepView>(attemptPath('sign_ins', api.getState().signIn, `/${step}`), params)

  // What is typed comes after the offer that the page made as it opened; on a slow network the later answer would take its place.
  let offering: Promise<unknown> | null = null

  return {
    async create(input) {
      await offering
      return api.post<SignInView>('/client/sign_ins', input)
    },
    // Picked one by one, so that an entry of `supportedFirstFactors` can be passed as it is.
    prepareFirstFactor: ({ strategy, emailAddressId, phoneNumberId }) =>
      move('prepare_first_factor', { strategy, emailAddressId, phoneNumberId }),
    attemptFirstFactor: (input) => move('attempt_first_factor', input),
    resetPassword: (input) => move('reset_password', input),
    async prepareSecondFactor({ strategy, emailAddressId, phoneNumberId }) {
      if (!unsentFactors.has(strategy))
        return move('prepare_second_factor', { strategy, emailAddressId, phoneNumberId })
      const { signIn } = api.getState()
      if (!signIn) throw stepNotAllowed()
      return signIn
    },
    async authenticateWithPasskey({ autofill = false } = {}) {
      const begun = api.post<SignInView>('/client/sign_ins', { strategy: 'passkey' })
      if (autofill) offering = begun.catch(() => {})
      const attempt = await begun
      const publicKeyCredential = await signWithPasskey(attempt.firstFactorVerification?.nonce, autofill)
      const path = attemptPath('sign_ins', attempt, '/attempt_first_factor')
      return api.post<SignInView>(path, { strategy: 'passkey', publicKeyCredential })
    },
    async attemptSecondFactorWithPasskey({ rememberDevice } = {}) {
      const { secondFactorVerification } = await move('prepare_second_factor', { strategy: 'passkey' })
      const publicKeyCredential = await signWithPasskey(secondFactorVerification?.nonce)
      return move('attempt_second_factor', { strategy: 'passkey', publicKeyCredential, rememberDevice })
    },
    attemptSecondFactor: (input) => move('attempt_second_factor', input),
    prepareRecovery: () => recover('prepare_recovery'),
    attemptRecovery: (input) => recover('attempt_recovery', input),
    reload: async () => api.get<SignInView>(attemptPath('sign_ins', api.getState().signIn)),
  }
}
