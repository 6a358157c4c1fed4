import type { Administrator, AdministratorState } from '../api/administrator-api.ts'
import { at } from './messaging.ts'
import { Refused } from './refused.ts'

export const ownId = 'user_1'
const hour = 3_600_000

/** An account in a state, as the server lists it. */
export function someAdministrator(
  username: string,
  state: AdministratorState = 'active',
  fields: Partial<Administrator> = {},
): Administrator {
  return {
    ...{ id: `user_${username}`, username, state, has_second_factor: state === 'active' },
    ...{ last_sign_in_at: state === 'active' ? at : null, removed_at: state === 'removed' ? at : null },
    ...(state === 'unrecorded' ? { added_at: null, added_by: null } : { added_at: at - hour, added_by: ownId }),
    ...fields,
  }
}

/** The administrator who is signed in. */
export const ownAccount = someAdministrator('operator', 'active', { id: ownId, added_by: 'machine' })

/** Answers `/dashboard/api/administrators` and changes the list as the server does. */
export function administratorsAnswer(list: Administrator[], method: string, id: string, name: unknown): unknown {
  if (method === 'GET') return { administrators: list, own_id: ownId }
  if (method === 'DELETE') {
    const one = list.find((each) => each.id === id)
    if (!one) throw new Refused(404, 'resource_not_found', 'Resource not found.')
    Object.assign(one, { state: 'removed', removed_at: at })
    return { id, removed: true }
  }
  if (typeof name !== 'string' || !/^[\w.-]{3,}$/.test(name))
    throw new Refused(422, 'form_param_format_invalid', 'The field name does not have the form we expect.')
  const known = list.find(({ username }) => username === name)
  if (known && known.state !== 'removed') throw new Refused(422, 'form_identifier_exists', 'Already in use.')
  const invited = someAdministrator(name, 'invited', { added_at: at })
  if (known) Object.assign(known, invited)
  else list.push(invited)
  return { id: invited.id, url: `https://auth.example/dashboard#ticket=for-${name}`, expires_at: at + 72 * hour }
}
