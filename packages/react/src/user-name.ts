import type { User } from '@countersign/js'

export function primaryEmailOf(user: User | null): string | null {
  const primary = user?.emailAddresses.find((address) => address.id === user.primaryEmailAddressId)
  return primary?.emailAddress ?? user?.emailAddresses[0]?.emailAddress ?? null
}

export function displayNameOf(user: User | null): string {
  const name = [user?.firstName, user?.lastName].filter(Boolean).join(' ')
  return name || (primaryEmailOf(user) ?? user?.username ?? '')
}
