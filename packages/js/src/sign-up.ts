import type { SignUpView } from '@countersign/contract'
import type { Api } from './api.ts'
import { attemptPath } from './attempt.ts'
import type { SignUpMoves } from './types.ts'

export function createSignUp(api: Api): SignUpMoves {
  const path = (move?: string) => attemptPath('sign_ups', api.getState().signUp, move)

  return {
    create: (input) => api.post<SignUpView>('/client/sign_ups', input),
    update: async (input) => api.post<SignUpView>(path(), input, 'PATCH'),
    prepareVerification: async (input) => api.post<SignUpView>(path('/prepare_verification'), input),
    attemptVerification: async (input) => api.post<SignUpView>(path('/attempt_verification'), input),
    reload: async () => api.get<SignUpView>(path()),
  }
}
