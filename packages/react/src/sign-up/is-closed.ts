interface Told {
  userSettings?: { signUp?: { mode?: string } }
}

/** Returns whether the instance takes no new accounts. A server from before there was such a setting takes them. */
export function isSignUpClosed(environment: Told | null): boolean {
  return (environment?.userSettings?.signUp?.mode ?? 'public') !== 'public'
}
