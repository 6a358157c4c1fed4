import { changePhone, removePhoneFor, replacePhones } from '../flows/administration/change-phone.ts'
import { addEmailFor, changeEmail, removeEmailFor, replaceEmails } from '../flows/administration/emails.ts'
import { ownedEmail, ownedPhone } from '../flows/administration/owned.ts'
import { addPhoneFor } from '../flows/administration/put-phone.ts'
import { emailView, phoneView } from '../frontend-api/views/user-view.ts'
import { type Route, route } from '../http/route.ts'
import type { Scope } from '../http/scope.ts'
import { deletedView } from '../http/small-views.ts'
import * as inputs from './inputs.ts'

const oneEmail = '/email_addresses/:id'
const onePhone = '/phone_numbers/:id'

async function readEmail(scope: Scope, id: string | undefined) {
  return emailView((await ownedEmail(scope.context.db, scope, id)).row)
}

/** As it is now among the user's others. */
async function readPhone(scope: Scope, id: string | undefined) {
  const { facts, row: phone } = await ownedPhone(scope.context.db, scope, id)
  return phoneView(facts, phone)
}

export const identificationRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/email_addresses',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.createEmailInput,
    summary: 'Add an e-mail address to a user, verified if you say so',
    returns: 'EmailAddress',
    handle: async ({ scope, input }) => readEmail(scope, (await addEmailFor(scope, input)).id),
  }),
  route({
    method: 'GET',
    path: oneEmail,
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    summary: 'Read an e-mail address',
    returns: 'EmailAddress',
    handle: ({ scope, params }) => readEmail(scope, params['id']),
  }),
  route({
    method: 'PATCH',
    path: oneEmail,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.changeEmailInput,
    summary: 'Vouch for an e-mail address, take that back, or make it the primary one',
    returns: 'EmailAddress',
    handle: async ({ scope, params, input }) => readEmail(scope, (await changeEmail(scope, params['id'], input)).id),
  }),
  route({
    method: 'DELETE',
    path: oneEmail,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'Remove an e-mail address; the last verified one stays',
    returns: 'Deleted',
    handle: async ({ scope, params }) => deletedView('email_address', await removeEmailFor(scope, params['id'])),
  }),
  route({
    method: 'PUT',
    path: '/users/:id/email_address',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.replaceEmailInput,
    summary: 'Put one verified e-mail address in place of all the user has',
    returns: 'EmailAddress',
    handle: async ({ scope, params, input }) =>
      readEmail(scope, (await replaceEmails(scope, params['id'], input.email_address)).id),
  }),
  route({
    method: 'POST',
    path: '/phone_numbers',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.createPhoneInput,
    summary: 'Add a phone number to a user, verified and reserved for the second step if you say so',
    returns: 'PhoneNumber',
    handle: async ({ scope, input }) => readPhone(scope, (await addPhoneFor(scope, input)).id),
  }),
  route({
    method: 'GET',
    path: onePhone,
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    summary: 'Read a phone number',
    returns: 'PhoneNumber',
    handle: ({ scope, params }) => readPhone(scope, params['id']),
  }),
  route({
    method: 'PATCH',
    path: onePhone,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.changePhoneInput,
    summary: 'Vouch for a phone number or take that back, reserve or release it, or make it the primary one',
    returns: 'PhoneNumber',
    handle: async ({ scope, params, input }) => readPhone(scope, (await changePhone(scope, params['id'], input)).id),
  }),
  route({
    method: 'DELETE',
    path: onePhone,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    summary: 'Remove a phone number; the last second factor stays where one is required',
    returns: 'Deleted',
    handle: async ({ scope, params }) => deletedView('phone_number', await removePhoneFor(scope, params['id'])),
  }),
  route({
    method: 'PUT',
    path: '/users/:id/phone_number',
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.replacePhoneInput,
    summary: 'Put one verified phone number in place of all the user has',
    returns: 'PhoneNumber',
    handle: async ({ scope, params, input }) =>
      readPhone(scope, (await replacePhones(scope, params['id'], input.phone_number)).id),
  }),
]
