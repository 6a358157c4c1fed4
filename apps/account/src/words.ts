import { en } from '@countersign/react'

const titles = {
  'sign-in': 'Sign in',
  'sign-up': 'Create your account',
  profile: en.profile.profile,
  security: en.profile.security,
}

/** What the shell itself says; everything else comes from the components. */
export const words = {
  title: (page: keyof typeof titles, application: string) =>
    application ? `${titles[page]} · ${application}` : titles[page],
  development: 'Development instance: for trying things out, not for real accounts.',
  unavailable: en.common.unavailable,
  tryAgain: en.common.tryAgain,
  ticketSpent: 'This link was used already, or is too old. Sign in as usual.',
  loading: en.common.loading,
} as const
