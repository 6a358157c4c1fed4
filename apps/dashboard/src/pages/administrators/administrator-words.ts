import type { Administrator } from '../../api/administrator-api.ts'

/** How long an invitation by an administrator is valid. */
export const invitationHours = 72

export const nameOf = ({ username, id }: Pick<Administrator, 'username' | 'id'>): string => username ?? id

/** Who added them, in words that follow a verb. */
export function adderOf({ added_by: by }: Administrator, all: readonly Administrator[]): string {
  if (by === null || by === 'machine') return 'on the server'
  const adder = all.find(({ id }) => id === by)
  return `by ${adder ? nameOf(adder) : by}`
}

/** When the invitation of someone who has not signed in yet ends; null where a command made the link, which may be valid for an hour. */
export function invitationEnd({ state, added_at: at, added_by: by }: Administrator): number | null {
  if (state !== 'invited' || at === null || by === null || by === 'machine') return null
  return at + invitationHours * 3_600_000
}
