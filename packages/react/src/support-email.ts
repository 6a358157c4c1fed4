import type { Environment } from '@countersign/js'

/** Where somebody who is locked out can write to, if the operator has said so. */
export function supportEmailOf(environment: Environment | null): string | null {
  const email: unknown = environment?.displayConfig['supportEmail']
  return typeof email === 'string' && email.includes('@') ? email : null
}
