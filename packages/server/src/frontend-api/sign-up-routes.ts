import { attemptVerification, prepareVerification, startSignUp, updateFields } from '../flows/sign-up/sign-up.ts'
import { signUpView } from '../flows/sign-up/sign-up.view.ts'
import { type Route, route } from '../http/route.ts'
import * as inputs from './inputs.ts'

const one = '/client/sign_ups/:id'

export const signUpRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/client/sign_ups',
    who: 'anyone',
    limit: 'send',
    input: inputs.signUpInput,
    summary: 'Begin a sign-up',
    handle: async ({ scope, input }) => signUpView(scope, await startSignUp(scope, input)),
  }),
  route({
    method: 'PATCH',
    path: one,
    who: 'anyone',
    limit: 'send',
    input: inputs.signUpInput,
    summary: 'Fill in missing fields',
    handle: async ({ scope, params, input }) => {
      const id = params['id'] ?? ''
      await updateFields(scope, id, input)
      return signUpView(scope, id)
    },
  }),
  route({
    method: 'GET',
    path: one,
    who: 'anyone',
    summary: 'Read a sign-up of this client',
    handle: ({ scope, params }) => signUpView(scope, params['id'] ?? ''),
  }),
  route({
    method: 'POST',
    path: `${one}/prepare_verification`,
    who: 'anyone',
    limit: 'send',
    input: inputs.prepareEmailInput,
    summary: 'Send the code that proves the address',
    handle: async ({ scope, params }) => {
      const id = params['id'] ?? ''
      await prepareVerification(scope, id)
      return signUpView(scope, id)
    },
  }),
  route({
    method: 'POST',
    path: `${one}/attempt_verification`,
    who: 'anyone',
    limit: 'first_factor',
    input: inputs.codeInput,
    summary: 'Prove the address; makes the account when nothing is missing',
    handle: async ({ scope, params, input }) => {
      const id = params['id'] ?? ''
      await attemptVerification(scope, id, input.code)
      return signUpView(scope, id)
    },
  }),
]
