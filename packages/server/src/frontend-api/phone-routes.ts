import { AppError } from '@countersign/contract'
import { makeDefaultPhone, releaseFromSecondFactor, reserveForSecondFactor } from '../flows/enrolment/phone-code.ts'
import { addPhone, attemptPhone, ownPhone, preparePhone } from '../flows/enrolment/phone-numbers.ts'
import { removePhone } from '../flows/enrolment/remove-phone.ts'
import { type Route, route } from '../http/route.ts'
import type { SessionScope } from '../http/scope.ts'
import { deletedView } from '../http/small-views.ts'
import { findLatest } from '../messages/codes.store.ts'
import { codeVerification } from '../messages/verification-view.ts'
import type { SignedIn } from '../sessions/guard.ts'
import { loadFacts } from '../users/facts.store.ts'
import type { PhoneRow } from '../users/facts.ts'
import * as inputs from './inputs.ts'
import { phoneView } from './views/user-view.ts'

const signedIn = (scope: SessionScope) => scope as SignedIn
const one = '/me/phone_numbers/:id'

/** The number as it is now among the user's others. */
async function view(scope: SessionScope, phone: PhoneRow, codes: string[] | null = null) {
  const { context, instance, user, now } = scope
  const facts = (await loadFacts(context.db, instance.id, user.id)) ?? signedIn(scope).facts
  const row = facts.phones.find(({ id }) => id === phone.id) ?? phone
  const sent = await findLatest(context.db, 'phone_number', phone.id)
  return phoneView(facts, row, sent ? codeVerification(sent, 'phone_code', now) : null, codes)
}

export const phoneRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/me/phone_numbers',
    who: 'pending-fresh',
    limit: 'account_change',
    input: inputs.phoneInput,
    summary: 'Add a phone number',
    returns: 'PhoneNumber',
    handle: async ({ scope, input }) => view(scope, await addPhone(signedIn(scope), input.phone_number)),
  }),
  route({
    method: 'GET',
    path: one,
    who: 'pending',
    summary: 'Read a phone number',
    returns: 'PhoneNumber',
    handle: ({ scope, params }) => view(scope, ownPhone(signedIn(scope), params['id'])),
  }),
  route({
    method: 'PATCH',
    path: one,
    repeats: true,
    who: 'pending-fresh',
    limit: 'account_change',
    input: inputs.phoneChangeInput,
    summary: 'Reserve a number for the second step, release it, or ask it first',
    returns: 'PhoneNumber',
    handle: async ({ scope, params, input }) => {
      const { reserved_for_second_factor: isReserved, default_second_factor: isDefault } = input
      if (isReserved === true) {
        const { phone, codes } = await reserveForSecondFactor(signedIn(scope), params['id'])
        return view(scope, phone, codes)
      }
      if (isReserved === false) return view(scope, await releaseFromSecondFactor(signedIn(scope), params['id']))
      if (isDefault === true) return view(scope, await makeDefaultPhone(signedIn(scope), params['id']))
      throw new AppError('form_param_missing', { param_name: 'reserved_for_second_factor' })
    },
  }),
  route({
    method: 'POST',
    path: `${one}/prepare_verification`,
    who: 'pending',
    limit: 'send',
    input: inputs.preparePhoneInput,
    summary: 'Send the code that proves a number',
    returns: 'PhoneNumber',
    handle: async ({ scope, params }) => view(scope, await preparePhone(signedIn(scope), params['id'])),
  }),
  route({
    method: 'POST',
    path: `${one}/attempt_verification`,
    repeats: true,
    who: 'pending',
    limit: 'second_factor',
    input: inputs.codeInput,
    summary: 'Prove a number',
    returns: 'PhoneNumber',
    handle: async ({ scope, params, input }) =>
      view(scope, await attemptPhone(signedIn(scope), params['id'], input.code)),
  }),
  route({
    method: 'DELETE',
    path: one,
    who: 'pending-fresh',
    limit: 'account_change',
    summary: 'Remove a phone number',
    returns: 'Deleted',
    handle: async ({ scope, params }) => deletedView('phone_number', await removePhone(signedIn(scope), params['id'])),
  }),
]
