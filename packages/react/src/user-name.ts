import type { User } from '@countersign/js'

export function primaryEmailOf(user: User | null): string | null {
  const primary = user?.emailAddresses.find((address) => address.id === user.primaryEmailAddressId)
  return primary?.emailAddress ?? user?.emailAddresses[0]?.emailAddress ?? null
}

/** What the account is called where it has no name: its address, else what else names it. */
export function identifierOf(user: User | null): string {
  const phone = user?.phoneNumbers.find(({ id }) => id === user.primaryPhoneNumberId) ?? user?.phoneNumbers[0]
  return primaryEmailOf(user) ?? user?.username ?? phone?.phoneNumber ?? ''
}

export function displayNameOf(user: User | null): string {
  const name = [user?.firstName, user?.lastName].filter(Boolean).join(' ')
  return name || identifierOf(user)
}
