import type { Ask } from './ask.ts'
import type { Approval } from './case-views.ts'
import type { FactorWish, NewUser, UserDetails, UserEvents, UserList, UserSearch, UserVerb } from './user-views.ts'

export interface UserApi {
  list(id: string, search: UserSearch, before: string | null): Promise<UserList>
  make(id: string, user: NewUser): Promise<{ id: string }>
  read(id: string, userId: string): Promise<UserDetails>
  events(id: string, userId: string, before: string | null): Promise<UserEvents>
  act(
    id: string,
    userId: string,
    verb: UserVerb,
    body: Partial<FactorWish> & { reason?: string },
  ): Promise<UserDetails | Approval>
  endSession(id: string, userId: string, sessionId: string): Promise<UserDetails>
  remove(id: string, userId: string, reason: string | undefined): Promise<{ deleted: true } | Approval>
}

export function createUserApi(ask: Ask): UserApi {
  const all = (id: string) => `/instances/${encodeURIComponent(id)}/users`
  const one = (id: string, userId: string) => `${all(id)}/${encodeURIComponent(userId)}`
  return {
    list: (id, search, before) => ask('GET', all(id), undefined, { ...search, before: before ?? '' }),
    make: (id, user) => ask('POST', all(id), user),
    read: (id, userId) => ask('GET', one(id, userId)),
    events: (id, userId, before) => ask('GET', `${one(id, userId)}/events`, undefined, { before: before ?? '' }),
    act: (id, userId, verb, body) => ask('POST', `${one(id, userId)}/${verb}`, body),
    endSession: (id, userId, sessionId) =>
      ask('POST', `${one(id, userId)}/sessions/${encodeURIComponent(sessionId)}/end`),
    remove: (id, userId, reason) => ask('DELETE', one(id, userId), { reason }),
  }
}
