interface Told {
  userSettings?: { signUp?: { mode?: string } }
  countersign?: { signUp?: string }
}

/** Returns whether the instance takes no new accounts from everyone. A server from before there was such a setting takes them. */
export function isSignUpClosed(environment: Told | null): boolean {
  return (environment?.userSettings?.signUp?.mode ?? 'public') !== 'public'
}

/** Returns whether an account can be created with an invitation only. */
export function isByInvitation(environment: Told | null): boolean {
  return environment?.countersign?.signUp === 'invitation'
}
