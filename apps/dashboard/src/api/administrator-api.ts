import type { Ask } from './ask.ts'

/** `invited` has no second factor yet; `unrecorded` is an account that opens nothing and never did. */
export type AdministratorState = 'active' | 'invited' | 'removed' | 'unrecorded'

export interface Administrator {
  id: string
  username: string | null
  state: AdministratorState
  has_second_factor: boolean
  last_sign_in_at: number | null
  added_at: number | null
  /** The ID of the administrator who invited them, or `machine` for a command on the server. */
  added_by: string | null
  removed_at: number | null
}

export interface Administrators {
  administrators: readonly Administrator[]
  /** The administrator who is signed in. */
  own_id: string
}

export interface Invitation {
  id: string
  /** Answered once, when it is made, and never again. */
  url: string
  expires_at: number
}

export interface AdministratorApi {
  list(): Promise<Administrators>
  invite(name: string): Promise<Invitation>
  remove(id: string): Promise<unknown>
}

export function createAdministratorApi(ask: Ask): AdministratorApi {
  return {
    list: () => ask('GET', '/administrators'),
    invite: (name) => ask('POST', '/administrators', { name }),
    remove: (id) => ask('DELETE', `/administrators/${encodeURIComponent(id)}`),
  }
}
