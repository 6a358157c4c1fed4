import type { BackendSignUpView } from '@countersign/contract'
import { changeSignUp, readSignUp } from '../flows/administration/sign-ups.ts'
import { signUpView } from '../flows/sign-up/sign-up.view.ts'
import { type Route, route } from '../http/route.ts'
import type { Scope } from '../http/scope.ts'
import { findOneClient } from './clients.store.ts'
import * as inputs from './inputs.ts'

const one = '/sign_ups/:id'

/** As the browser sees it, and what the app's server adds. */
async function view(scope: Scope, id = ''): Promise<BackendSignUpView> {
  const row = await readSignUp(scope, id)
  const client = await findOneClient(scope.context.db, scope.instance.id, row.client_id)
  const { has_password, ...rest } = await signUpView({ ...scope, client: client ?? null }, row.id)
  return {
    ...rest,
    object: 'sign_up_attempt',
    password_enabled: has_password,
    external_id: row.external_id,
    custom_action: false,
    created_at: row.created_at,
    updated_at: row.created_at,
  }
}

export const signUpRoutes: Route[] = [
  route({
    method: 'GET',
    path: one,
    who: 'key',
    scope: 'users.read',
    answer: 'raw',
    summary: 'Read a sign-up',
    returns: 'BackendSignUp',
    handle: ({ scope, params }) => view(scope, params['id']),
  }),
  route({
    method: 'PATCH',
    path: one,
    who: 'key',
    scope: 'users.write',
    answer: 'raw',
    input: inputs.changeSignUpInput,
    summary: 'Give the account that a sign-up will make an id of your own',
    returns: 'BackendSignUp',
    handle: async ({ scope, params, input }) => {
      await changeSignUp(scope, params['id'] ?? '', input)
      return view(scope, params['id'])
    },
  }),
]
