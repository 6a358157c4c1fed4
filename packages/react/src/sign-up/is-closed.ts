import type { Environment } from '@countersign/js'

export function isSignUpClosed(environment: Pick<Environment, 'userSettings'> | null): boolean {
  return environment !== null && environment.userSettings.signUp.mode !== 'public'
}
