import type { UserFilter, UserSearch } from '../../api/user-views.ts'

export const filterWords: Record<UserFilter, string> = {
  no_second_factor: 'No second factor',
  one_loss: 'One loss from lockout',
  locked: 'Locked',
  banned: 'Banned',
}

/** Stands in the address, so that the way back from a user leads to the same list. */
export function readUserSearch(search: Record<string, unknown>): Partial<UserSearch> {
  const { text, filter } = search
  return {
    ...(text === undefined || text === '' ? {} : { text: String(text) }),
    ...(typeof filter === 'string' && Object.hasOwn(filterWords, filter) ? { filter: filter as UserFilter } : {}),
  }
}
