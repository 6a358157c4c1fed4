import type { ClientView, SignUpView } from '@countersign/contract'
import type { Api } from './api.ts'
import { attemptPath } from './attempt.ts'
import type { SignUpMoves } from './types.ts'

export function createSignUp(api: Api): SignUpMoves {
  const path = (move?: string) => attemptPath('sign_ups', api.getState().signUp, move)

  return {
    async create(input) {
      // An invitation is accepted once. If the answer is lost, a browser that has a client gets it again; a new one would not.
      if (input.ticket !== undefined && !api.getState().client) await api.post<ClientView>('/client', {}, 'PUT')
      return api.post<SignUpView>('/client/sign_ups', input)
    },
    update: async (input) => api.post<SignUpView>(path(), input, 'PATCH'),
    prepareVerification: async (input) => api.post<SignUpView>(path('/prepare_verification'), input),
    attemptVerification: async (input) => api.post<SignUpView>(path('/attempt_verification'), input),
    reload: async () => api.get<SignUpView>(path()),
  }
}
