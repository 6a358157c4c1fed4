import type { SecretKey } from '../../api/views.ts'

export const accessOptions = [
  { value: 'all', label: 'Full access' },
  { value: 'read', label: 'Read only' },
  { value: 'users', label: 'Users and sessions' },
  { value: 'settings', label: 'Settings and webhooks' },
]

export const expiryOptions = [
  { value: 'never', label: 'Never' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In one year' },
]

const words = new Map(accessOptions.map(({ value, label }) => [value, label]))

export function accessOf({ scopes }: Pick<SecretKey, 'scopes'>): string {
  return scopes.length === 0 ? 'Full access' : scopes.map((scope) => words.get(scope) ?? scope).join(', ')
}

export function makerOf({ made_by, made_by_name }: Pick<SecretKey, 'made_by' | 'made_by_name'>): string {
  if (made_by === null) return 'on the server'
  return made_by === 'unknown' ? 'by an unknown administrator' : `by ${made_by_name ?? made_by}`
}
