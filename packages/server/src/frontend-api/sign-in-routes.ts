import { attemptFirst, prepareFirst } from '../flows/sign-in/sign-in.first.ts'
import { attemptRecovery, prepareRecovery } from '../flows/sign-in/sign-in.recovery.ts'
import { resetPassword } from '../flows/sign-in/sign-in.reset.ts'
import { attemptSecond, prepareSecond } from '../flows/sign-in/sign-in.second.ts'
import { startSignIn } from '../flows/sign-in/sign-in.ts'
import { signInView } from '../flows/sign-in/sign-in.view.ts'
import { type Route, route } from '../http/route.ts'
import * as inputs from './inputs.ts'

const one = '/client/sign_ins/:id'

export const signInRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/client/sign_ins',
    repeats: true,
    who: 'anyone',
    limit: 'sign_in_start',
    input: inputs.startSignInInput,
    summary: 'Begin a sign-in, with a first factor at once if one is given',
    returns: 'SignIn',
    handle: async ({ scope, input }) => signInView(scope, await startSignIn(scope, input)),
  }),
  route({
    method: 'GET',
    path: one,
    who: 'anyone',
    summary: 'Read a sign-in of this client',
    returns: 'SignIn',
    handle: ({ scope, params }) => signInView(scope, params['id'] ?? ''),
  }),
  route({
    method: 'POST',
    path: `${one}/prepare_first_factor`,
    who: 'anyone',
    limit: 'send',
    input: inputs.prepareFirstInput,
    summary: 'Send the code of the first factor',
    returns: 'SignIn',
    handle: async ({ scope, params, input }) => {
      const id = params['id'] ?? ''
      await prepareFirst(scope, id, {
        strategy: input.strategy,
        emailAddressId: input.email_address_id,
        phoneNumberId: input.phone_number_id,
      })
      return signInView(scope, id)
    },
  }),
  route({
    method: 'POST',
    path: `${one}/attempt_first_factor`,
    repeats: true,
    who: 'anyone',
    limit: 'first_factor',
    input: inputs.attemptFirstInput,
    summary: 'Prove the first factor',
    returns: 'SignIn',
    handle: async ({ scope, params, input }) => {
      const id = params['id'] ?? ''
      await attemptFirst(scope, id, input)
      return signInView(scope, id)
    },
  }),
  route({
    method: 'POST',
    path: `${one}/reset_password`,
    repeats: true,
    who: 'anyone',
    limit: 'first_factor',
    input: inputs.resetPasswordInput,
    summary: 'Choose a new password after a proven reset code',
    returns: 'SignIn',
    handle: async ({ scope, params, input }) => {
      const id = params['id'] ?? ''
      await resetPassword(scope, id, input.password)
      return signInView(scope, id)
    },
  }),
  route({
    method: 'POST',
    path: `${one}/prepare_second_factor`,
    who: 'anyone',
    limit: 'send',
    input: inputs.prepareSecondStepInput,
    summary: 'Make the second factor ready: sends the code by SMS, and nothing for authenticator apps and backup codes',
    returns: 'SignIn',
    handle: async ({ scope, params, input }) => {
      const id = params['id'] ?? ''
      await prepareSecond(scope, id, {
        strategy: input.strategy,
        emailAddressId: input.email_address_id,
        phoneNumberId: input.phone_number_id,
      })
      return signInView(scope, id)
    },
  }),
  route({
    method: 'POST',
    path: `${one}/attempt_second_factor`,
    repeats: true,
    who: 'anyone',
    limit: 'second_factor',
    input: inputs.attemptSecondStepInput,
    summary: 'Prove the second factor and complete the sign-in',
    returns: 'SignIn',
    handle: async ({ scope, params, input }) => {
      const id = params['id'] ?? ''
      await attemptSecond(scope, id, input)
      return signInView(scope, id)
    },
  }),
  route({
    method: 'POST',
    path: `${one}/prepare_recovery`,
    who: 'anyone',
    limit: 'send',
    summary: 'With no second factor left: send the code that proves the mailbox',
    returns: 'RecoveryStep',
    handle: ({ scope, params }) => prepareRecovery(scope, params['id'] ?? ''),
  }),
  route({
    method: 'POST',
    path: `${one}/attempt_recovery`,
    repeats: true,
    who: 'anyone',
    limit: 'second_factor',
    input: inputs.codeInput,
    summary: 'Prove the mailbox: begins the wait, or opens the session to set up a new second factor when it is over',
    returns: 'RecoveryStep',
    handle: ({ scope, params, input }) => attemptRecovery(scope, params['id'] ?? '', input.code),
  }),
]
