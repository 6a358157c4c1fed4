import { startSignUp, updateFields } from '../flows/sign-up/sign-up.ts'
import { attemptVerification, prepareVerification } from '../flows/sign-up/sign-up.verify.ts'
import { signUpView } from '../flows/sign-up/sign-up.view.ts'
import { type Route, route } from '../http/route.ts'
import * as inputs from './inputs.ts'

const one = '/client/sign_ups/:id'

export const signUpRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/client/sign_ups',
    repeats: true,
    who: 'anyone',
    limit: 'sign_up',
    input: inputs.startSignUpInput,
    summary: 'Begin a sign-up',
    returns: 'SignUp',
    handle: async ({ scope, input }) => signUpView(scope, await startSignUp(scope, input)),
  }),
  route({
    method: 'PATCH',
    path: one,
    repeats: true,
    who: 'anyone',
    limit: 'sign_up',
    input: inputs.signUpInput,
    summary: 'Fill in missing fields',
    returns: 'SignUp',
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
    returns: 'SignUp',
    handle: ({ scope, params }) => signUpView(scope, params['id'] ?? ''),
  }),
  route({
    method: 'POST',
    path: `${one}/prepare_verification`,
    who: 'anyone',
    limit: 'send',
    input: inputs.prepareSignUpInput,
    summary: 'Send the code that proves the address or the number',
    returns: 'SignUp',
    handle: async ({ scope, params, input }) => {
      const id = params['id'] ?? ''
      await prepareVerification(scope, id, input.strategy)
      return signUpView(scope, id)
    },
  }),
  route({
    method: 'POST',
    path: `${one}/attempt_verification`,
    repeats: true,
    who: 'anyone',
    limit: 'first_factor',
    input: inputs.attemptSignUpInput,
    summary: 'Prove the address or the number; makes the account when nothing is missing',
    returns: 'SignUp',
    handle: async ({ scope, params, input }) => {
      const id = params['id'] ?? ''
      await attemptVerification(scope, id, input)
      return signUpView(scope, id)
    },
  }),
]
